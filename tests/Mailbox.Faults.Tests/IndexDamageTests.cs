using Mailbox.TestKit;

namespace Mailbox.Faults.Tests;

/// <summary>
/// The index as a bad disk leaves it: bits flipped, files cut short, emptied or deleted. It is an index: whatever is done to it, the files are not lost, and an index made anew says
/// of them what the old one said.
/// </summary>
public sealed class IndexDamageTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly int Cases = int.TryParse(Environment.GetEnvironmentVariable("MAILBOX_DAMAGES"), out var asked) ? asked : 1000;
    private static readonly string[] IndexFiles = ["index.db", "index.db-wal", "index.db-shm"];
    private readonly TestTeam _team = new(new MailboxOptions { Durability = Durability.ProcessCrash, WatchFolders = false, RescanInterval = TimeSpan.FromDays(1), HeartbeatInterval = TimeSpan.FromDays(1) });
    private readonly TestFolder _original = new();
    private string[] _rows = [];

    public async ValueTask InitializeAsync()
    {
        var mailbox = await _team.JoinAsync("agent");
        await mailbox.SendBatchAsync([.. Enumerable.Range(0, 20).Select(static i => new OutgoingMessage { Text = $"message {i} {new string('x', 300)}", ConversationId = $"talk {i % 3}" })], "agent");
        foreach (var delivery in (await mailbox.ClaimAllAsync(20)).Take(5))
        {
            await delivery.DeadLetterAsync("never");
        }

        await _team.CloseAsync();
        mailbox = await _team.JoinAsync("agent");
        await mailbox.SendAsync("alone", "agent");
        foreach (var delivery in await mailbox.ClaimAllAsync(1))
        {
            await (delivery.Message.Text == "alone" ? delivery.AcknowledgeAsync() : delivery.ReleaseAsync());
        }

        await mailbox.SearchAsync(new MessageQuery { Text = "message" });
        _rows = await RowsAsync(mailbox);

        // While it is open, so that the log is there with what is not in the database yet.
        Copy(_team.StoreFolder, _original["mailbox"]);
        await _team.CloseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _team.DisposeAsync();
        _original.Dispose();
    }

    [Fact]
    public async Task Whatever_happens_to_the_index_the_files_are_not_lost_and_it_is_made_anew()
    {
        var random = new Random(20261121);
        Dictionary<string, int> kinds = new(StringComparer.Ordinal);
        for (var i = 0; i < Cases; i++)
        {
            using var root = new TestFolder();
            Copy(_original["mailbox"], root["mailbox", "team"]);
            var damage = Damage(root["mailbox", "team"], random);
            kinds[damage.Split(' ')[0]] = kinds.GetValueOrDefault(damage.Split(' ')[0]) + 1;
            await using var mailbox = await AgentMailbox.JoinAsync("team", "agent", _team.Options with { Root = root.Path });
            await mailbox.RebuildIndexAsync();

            var rows = await RowsAsync(mailbox);
            Assert.True(Enumerable.SequenceEqual(_rows, rows), $"case {i}, {damage}: now {string.Join('\n', rows.Except(_rows))}, before {string.Join('\n', _rows.Except(rows))}");
            Assert.True((await mailbox.VerifyAsync()).IsConsistent, $"case {i}, {damage}");
        }

        output.WriteLine($"{Cases} cases: {string.Join(", ", kinds.Select(static kind => $"{kind.Value} {kind.Key}"))}");
    }

    /// <summary>What the index says of each message, but for what only it knows: leases, attempts, when.</summary>
    private static async Task<string[]> RowsAsync(AgentMailbox mailbox) =>
        [.. (await mailbox.SearchAsync(new MessageQuery { Limit = 1000 })).Select(static one => $"{one.Message.Id} {(one.State is MessageState.Leased or MessageState.Delayed ? MessageState.Waiting : one.State)} {one.Message.ConversationId} {one.Message.Text[..5]} {Path.GetFileName(Path.GetDirectoryName(one.Path))}").Order(StringComparer.Ordinal)];

    private static string Damage(string folder, Random random)
    {
        var file = Path.Combine(folder, IndexFiles[random.Next(10) switch { < 6 => 0, < 9 => 1, _ => 2 }]);
        if (!File.Exists(file))
        {
            return "nothing (there is no such file)";
        }

        var bytes = File.ReadAllBytes(file);
        switch (random.Next(8))
        {
            case 0:
                File.Delete(file);
                return $"deleted {Path.GetFileName(file)}";
            case 1:
                var length = random.Next(bytes.Length + 1);
                File.WriteAllBytes(file, bytes[..length]);
                return $"truncated {Path.GetFileName(file)} to {length}";
            default:
                var flips = 1 << random.Next(6);
                for (var i = 0; i < flips && bytes.Length > 0; i++)
                {
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                }

                File.WriteAllBytes(file, bytes);
                return $"flipped {flips} bits of {Path.GetFileName(file)}";
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories).Prepend(from))
        {
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        }

        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
        }
    }
}
