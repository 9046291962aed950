using System.Text.Json;
using Mailbox.Files;
using Mailbox.Teams;
using Mailbox.TestKit;

namespace Mailbox.Faults.Tests;

/// <summary>Inboxes that real clients wrote, cut off at every byte, and with every byte changed: as a writer that was killed leaves them, or a bad disk.</summary>
public sealed class TornInboxTests
{
    private static readonly byte[] Changes = [0x00, (byte)'"', (byte)'\\', (byte)'}', (byte)']', 0xFF];

    public static TheoryData<string, string> Inboxes => new()
    {
        { Captured.SessionTeam, "csharp-agent.json" },
        { Captured.SessionTeam, "C--Agent-v2.json" },
        { Captured.NamedTeam, "csharp-agent.json" },
        { Captured.NamedTeam, "team-lead.json" },
    };

    [Theory]
    [MemberData(nameof(Inboxes))]
    public void What_was_cut_off_is_no_inbox_and_what_was_changed_gives_whole_entries_or_none(string team, string file)
    {
        var whole = Captured.Bytes(team, "inboxes", file);
        var entries = Entries(whole)!;
        for (var length = 1; length < whole.AsSpan().TrimEnd("\r\n "u8).Length; length++)
        {
            Assert.True(Entries(whole[..length]) is null, $"The first {length} bytes of {file} were taken for an inbox.");
        }

        for (var at = 0; at < whole.Length; at++)
        {
            foreach (var change in Changes)
            {
                byte[] changed = [.. whole];
                changed[at] = change;
                var found = Entries(changed);
                Assert.True(found is null || found.Count <= entries.Count + 1, $"Byte {at} of {file} as {change} made {found?.Count} entries of {entries.Count}.");
            }
        }
    }

    [Fact]
    public async Task An_agent_waits_for_the_rest_of_an_inbox_that_is_cut_off_and_gets_each_message_once()
    {
        await using var team = new TestTeam(new MailboxOptions { Durability = Durability.ProcessCrash, RescanInterval = TimeSpan.FromMilliseconds(50) });
        var agent = await team.JoinAsync("agent");
        var inbox = team.InboxPath("agent");
        Directory.CreateDirectory(Path.GetDirectoryName(inbox)!);
        for (var round = 0; round < 40; round++)
        {
            var whole = JsonSerializer.SerializeToUtf8Bytes(new[] { new { from = "lead", text = $"{round} a", timestamp = "2026-11-21T08:59:20.022Z", read = false }, new { from = "lead", text = $"{round} b", timestamp = "2026-11-21T08:59:20.022Z", read = false } });
            await File.WriteAllBytesAsync(inbox, whole[..(whole.Length * round / 40)]);
            await Task.Delay(10);
            await File.WriteAllBytesAsync(inbox, whole);
            Assert.Equal([$"{round} a", $"{round} b"], await agent.TakeAsync(2));
        }

        Assert.Empty(team.Files("agent", "dead"));
    }

    /// <summary>What it holds; null when it is not one JSON array.</summary>
    private static List<Entry>? Entries(byte[] bytes)
    {
        try
        {
            var reader = new EntryReader(1 << 20, 64);
            var snapshot = InboxSnapshot.Parse(bytes, identity: null);
            return [.. Enumerable.Range(0, snapshot.Entries.Count).Select(i => reader.Read(snapshot.Entries[i].Span, "agent", $"{i}", DateTimeOffset.UnixEpoch))];
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
