using System.Text;
using System.Text.Json;
using Mailbox.Teams;
using Mailbox.TestKit;

namespace Mailbox.Faults.Tests;

/// <summary>
/// What real clients wrote, and what people ask for, changed at random: bytes flipped, cut, doubled, and pieces of one put into another. It is read, or refused with the
/// error that is documented; nothing else. MAILBOX_FUZZ sets how many; the seed is printed with what fails.
/// </summary>
public sealed class FuzzTests : IAsyncDisposable
{
    private static readonly int Wanted = int.TryParse(Environment.GetEnvironmentVariable("MAILBOX_FUZZ"), out var asked) ? asked : 5_000;
    private static readonly byte[][] Seeds =
    [
        Captured.Bytes(Captured.SessionTeam, "config.json"),
        Captured.Bytes(Captured.NamedTeam, "config.json"),
        Captured.Bytes(Captured.SessionTeam, "inboxes", "csharp-agent.json"),
        Captured.Bytes(Captured.NamedTeam, "inboxes", "team-lead.json"),
        """[{"from":"a","text":"{\"type\":\"x\"}","timestamp":"2026-11-21T08:59:20.022Z","msg_id":"01a2004c-5c29-794e-a0c2-193a08a33dcb","correlation_id":"c","headers":{"traceparent":"00-1-2-01"},"not_before":"2026-11-21T08:59:20Z","priority":"high","dead_letter":{"reason":"r","at":"2026-11-21T08:59:20Z","attempts":[]}}]"""u8.ToArray(),
    ];

    private static readonly string[] Texts = ["agent", "lead@team", "my-team-", "../../etc", "con", "a b", "naïve", "😀", "\u202Eevil", "\"quoted\" AND", "NEAR(a b)", "*"];
    private readonly TestTeam _team = new();

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public void Envelopes_and_configs_are_read_or_refused()
    {
        var reader = new EntryReader(1 << 20, 64);
        Each(static random => Mutate(random, Seeds[random.Next(Seeds.Length)], Seeds[random.Next(Seeds.Length)]), bytes =>
        {
            Allow<JsonException>(() =>
            {
                var inbox = InboxSnapshot.Parse(bytes, identity: null);
                for (var i = 0; i < inbox.Entries.Count; i++)
                {
                    var entry = reader.Read(inbox.Entries[i].Span, "agent", $"{i}", DateTimeOffset.UnixEpoch);
                    Assert.True(entry.Message is null != entry.Problem is null);
                    if (entry.Message is { } message)
                    {
                        // What was read can be written, and is the same when it is read again.
                        var again = reader.Read(EntryWriter.Write(message), message.To, $"{i}", DateTimeOffset.UnixEpoch).Message!;
                        Assert.Equal((message.Id, message.From, message.Text, message.CorrelationId), (again.Id, again.From, again.Text, again.CorrelationId));
                    }
                }
            });
            Allow<MailboxException>(() => TeamConfig.Parse(bytes, "config.json"));
        });
    }

    [Fact]
    public void Names_stay_in_their_folder_or_are_refused() => Each(
        static random => Encoding.UTF8.GetString(Mutate(random, Encoding.UTF8.GetBytes(Texts[random.Next(Texts.Length)]), Encoding.UTF8.GetBytes(Texts[random.Next(Texts.Length)]))),
        static name => Allow<MailboxException>(() =>
        {
            foreach (var file in (string[])[TeamNames.Folder(TeamNames.Validate(name)), TeamNames.AgentFile(name)])
            {
                Assert.Equal("/root/" + file, Path.GetFullPath("/root/" + file));
                Assert.Equal(file, Path.GetFileName(file));
                Assert.InRange(Encoding.UTF8.GetByteCount(file), 1, 255);
            }
        }));

    [Fact]
    public async Task Searches_find_or_do_not_find()
    {
        var agent = await _team.JoinAsync("agent");
        await agent.SendBatchAsync([.. Texts.Select(OutgoingMessage.FromText)], "agent");
        var random = new Random(Wanted);
        for (var i = 0; i < Wanted / 50; i++)
        {
            var query = Encoding.UTF8.GetString(Mutate(random, Encoding.UTF8.GetBytes(Texts[random.Next(Texts.Length)]), Encoding.UTF8.GetBytes(Texts[random.Next(Texts.Length)])));
            await agent.SearchAsync(new MessageQuery { Text = query, From = i % 3 == 0 ? query : null, Type = i % 5 == 0 ? query : null });
        }
    }

    private static void Each<T>(Func<Random, T> make, Action<T> check) => Parallel.For(0, Wanted, seed =>
    {
        var made = make(new Random(seed));
        try
        {
            check(made);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Seed {seed}: {(made is byte[] bytes ? Encoding.UTF8.GetString(bytes) : made)}", e);
        }
    });

    private static void Allow<T>(Action work)
        where T : Exception
    {
        try
        {
            work();
        }
        catch (T)
        {
            // Refused, as documented.
        }
    }

    private static byte[] Mutate(Random random, byte[] seed, byte[] other)
    {
        List<byte> bytes = [.. seed];
        for (var change = random.Next(1, 6); change > 0 && bytes.Count > 0; change--)
        {
            var at = random.Next(bytes.Count);
            var length = random.Next(1, Math.Min(40, bytes.Count - at) + 1);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes[at] = (byte)random.Next(256);
                    break;
                default:
                    var from = random.Next(other.Length);
                    bytes.InsertRange(at, other.AsSpan(from, Math.Min(length, other.Length - from)));
                    break;
            }
        }

        return [.. bytes];
    }
}
