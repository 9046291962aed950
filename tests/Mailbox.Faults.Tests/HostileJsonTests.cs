using System.Text;
using Mailbox.TestKit;

namespace Mailbox.Faults.Tests;

/// <summary>
/// JSON that is meant to do harm, as an entry that somebody else writes into our inbox: it is refused or read as what it is, the reason lies beside it, what comes
/// after it is delivered, and it costs no more memory than its own size a few times over.
/// </summary>
public sealed class HostileJsonTests(ITestOutputHelper output) : IAsyncDisposable
{
    private const string Good = """{"from":"lead","text":"good","timestamp":"2026-11-21T08:59:20.022Z","read":false}""";
    private readonly TestTeam _team = new(new MailboxOptions { Durability = Durability.ProcessCrash, RescanInterval = TimeSpan.FromMilliseconds(100) });

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    public static TheoryData<string, string, bool> Entries => new()
    {
        { "nested 10 000 deep", $$"""{"from":"lead","text":"x","timestamp":"2026-11-21T08:59:20.022Z","more":{{new string('[', 10_000)}}{{new string(']', 10_000)}}}""", false },
        { "nested 10 000 deep in objects", $$"""{"from":"lead","text":"x","timestamp":"2026-11-21T08:59:20.022Z","more":{{string.Concat(Enumerable.Repeat("{\"a\":", 10_000))}}1{{new string('}', 10_000)}}}""", false },
        { "a text twice", """{"from":"lead","text":"one","text":"two","timestamp":"2026-11-21T08:59:20.022Z","read":false}""", true },
        { "a sender twice", """{"from":"lead","from":"admin","text":"x","timestamp":"2026-11-21T08:59:20.022Z","read":false}""", true },
        { "half a surrogate", """{"from":"lead","text":"\ud800 alone","timestamp":"2026-11-21T08:59:20.022Z","read":false}""", true },
        { "half a surrogate for a sender", """{"from":"\udfff","text":"x","timestamp":"2026-11-21T08:59:20.022Z","read":false}""", true },
        { "a time that is a number out of range", """{"from":"lead","text":"x","timestamp":1e999,"read":false}""", false },
        { "a time of year 99999", """{"from":"lead","text":"x","timestamp":"99999-01-01T00:00:00Z","read":false}""", true },
        { "a version out of range", """{"from":"lead","text":"x","timestamp":"2026-11-21T08:59:20.022Z","msgV":99999999999999999999999999,"read":false}""", true },
        { "a text that is a number", """{"from":"lead","text":1e308,"timestamp":"2026-11-21T08:59:20.022Z","read":false}""", false },
        { "null for an entry", "null", false },
        { "a string for an entry", "\"x\"", false },
        { "headers that are no headers", """{"from":"lead","text":"x","timestamp":"2026-11-21T08:59:20.022Z","headers":[[[]]],"read":false}""", true },
        { "an escape for NUL", """{"from":"lead","text":"a\u0000b","timestamp":"2026-11-21T08:59:20.022Z","read":false}""", true },
    };

    [Theory]
    [MemberData(nameof(Entries))]
    public async Task An_entry_is_read_as_what_it_is_or_kept_with_the_reason_and_the_next_is_delivered(string what, string entry, bool mayBeRead)
    {
        var agent = await _team.JoinAsync("agent");
        _team.Folder.Write(Path.Combine("teams", _team.Name, "inboxes", "agent.json"), $"[{entry},{Good}]");

        List<string> got = [];
        await Eventually.HoldsAsync(async () =>
        {
            foreach (var delivery in await agent.ClaimAsync(10))
            {
                got.Add(delivery.Message.Text);
                await delivery.AcknowledgeAsync();
            }

            return got.Contains("good");
        });
        var isKept = _team.Files("agent", "dead").Count == 1;
        Assert.True(got.Count == 2 != isKept, $"{what}: came {got.Count}, kept {isKept}");
        Assert.True(mayBeRead || isKept, $"{what} was delivered.");
        output.WriteLine($"{what}: {(isKept ? (await agent.SearchAsync(new MessageQuery { States = [MessageState.Dead] }))[0].Reason : "delivered")}");
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_reason_to_refuse()
    {
        var agent = await _team.JoinAsync("agent");
        var inbox = _team.InboxPath("agent");
        Directory.CreateDirectory(Path.GetDirectoryName(inbox)!);
        await File.WriteAllBytesAsync(inbox, [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes($"[{Good}]")]);

        Assert.Equal(["good"], await agent.TakeAsync(1));
    }

    /// <summary>An entry over the limit is kept, not read; the one after it comes. What that takes is counted, not timed.</summary>
    [Fact]
    public async Task A_string_of_a_hundred_megabytes_is_refused_in_bounded_memory()
    {
        const int Megabytes = 100;
        var agent = await _team.JoinAsync("agent");
        var inbox = _team.InboxPath("agent");
        Directory.CreateDirectory(Path.GetDirectoryName(inbox)!);
        var temporary = inbox + ".tmp.00000000";
        await using (var file = File.Create(temporary))
        {
            file.Write("[{\"from\":\"lead\",\"timestamp\":\"2026-11-21T08:59:20.022Z\",\"text\":\""u8);
            var piece = new byte[1 << 20];
            piece.AsSpan().Fill((byte)'x');
            for (var i = 0; i < Megabytes; i++)
            {
                file.Write(piece);
            }

            file.Write("\"},"u8);
            file.Write(Encoding.UTF8.GetBytes(Good + "]"));
        }

        var before = GC.GetTotalAllocatedBytes(precise: true);
        File.Move(temporary, inbox);

        Assert.Equal(["good"], await agent.TakeAsync(1));
        var allocated = (GC.GetTotalAllocatedBytes(precise: true) - before) >> 20;
        output.WriteLine($"{allocated} MB allocated for an entry of {Megabytes} MB");
        Assert.InRange(allocated, 0, Megabytes * 12);
        Assert.Single(_team.Files("agent", "dead"));
    }
}
