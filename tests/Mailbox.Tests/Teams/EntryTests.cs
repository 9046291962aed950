using System.Text;
using System.Text.Json;
using Mailbox.Json;
using Mailbox.Teams;
using Mailbox.TestKit;

namespace Mailbox.Tests.Teams;

public sealed class EntryTests
{
    private static readonly EntryReader Reader = new(1024 * 1024, 64);

    [Fact]
    public void An_entry_is_written_as_the_real_client_writes_it()
    {
        var captured = Captured.Bytes(Captured.SessionTeam, "inboxes", "csharp-agent.json");
        var text = JsonArrayText.Parse(captured);
        var entries = Enumerable.Range(0, text.Count).Select(i => Reader.Read(text[i].Span, "csharp-agent", "", default).Message!).ToList();

        // Our own keys stand before "read"; without them nothing differs.
        var written = EntryWriter.WriteFile([.. entries.Select(entry => WithoutKey(EntryWriter.Write(entry), "to"))]);

        Assert.Equal(Encoding.UTF8.GetString(captured), Encoding.UTF8.GetString(written));
    }

    [Fact]
    public void Entries_of_both_eras_are_read()
    {
        var named = ReadAll(Captured.Bytes(Captured.NamedTeam, "inboxes", "csharp-agent.json"));
        var session = ReadAll(Captured.Bytes(Captured.SessionTeam, "inboxes", "csharp-agent.json"));

        Assert.Equal(["Plain hello from the older client.", "shutdown_request"], named.Select(e => e.Message!.Type ?? e.Message.Text));
        Assert.All(named, entry => Assert.False(entry.HasOwnIdentity));
        Assert.Equal([null, "shutdown_request", "plan_approval_response"], session.Select(entry => entry.Message!.Type));
        Assert.Equal("Plain hello, with “quotes”, ünïcode and a\nsecond line.", session[0].Message!.Text);
        Assert.Equal(Guid.Parse("021f3531-6969-43f0-9196-2b06feed128b"), session[0].Message!.Id);
        Assert.All(session, entry => Assert.True(entry.HasOwnIdentity));
    }

    [Theory]
    [InlineData("7", "not an object")]
    [InlineData("null", "not an object")]
    [InlineData("""{"text":"t","timestamp":"x"}""", "no 'from'")]
    [InlineData("""{"from":"f","timestamp":"x"}""", "no 'text'")]
    [InlineData("""{"from":"f","text":"t"}""", "no 'timestamp'")]
    [InlineData("""{"from":"f","text":{"type":"x"},"timestamp":"x"}""", "'text' is not a string")]
    [InlineData("""{"from":7,"text":"t","timestamp":"x"}""", "'from' is not a string")]
    public void What_the_real_client_throws_away_comes_back_with_the_reason(string json, string reason) =>
        Assert.Contains(reason, Read(json).Problem, StringComparison.Ordinal);

    [Fact]
    public void Odd_entries_that_the_real_client_shows_are_read()
    {
        Assert.Equal("last", Read("""{"from":"f","text":"first","text":"last","timestamp":"not a time"}""").Message!.Text);
        Assert.Equal("a\ufffdb", Read("""{"from":"f","text":"a\ud800b","timestamp":"x"}""").Message!.Text);
        Assert.Equal("é", Read("""{"from":"f","t\u0065xt":"\u00e9","timestamp":"x","unknown":{"deep":[1e999]}}""").Message!.Text);
        Assert.Empty(Read("""{"from":"f","text":"","timestamp":"x","headers":[],"priority":7,"dead_letter":3}""").Message!.Text);
    }

    [Fact]
    public void Size_and_depth_are_limited_before_anything_is_built()
    {
        var small = new EntryReader(1024, 8);

        Assert.Contains("at most 1024", small.Read(Encoding.UTF8.GetBytes($$"""{"from":"f","text":"{{new string('x', 2000)}}","timestamp":"x"}"""), "a", "", default).Problem, StringComparison.Ordinal);
        Assert.Contains("at most 8 levels", small.Read(Encoding.UTF8.GetBytes($$"""{"from":"f","text":"t","timestamp":"x","y":{{new string('[', 100)}}{{new string(']', 100)}}}"""), "a", "", default).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_without_an_id_gets_the_same_one_every_time()
    {
        var element = """{"from":"f","text":"t","timestamp":"x"}"""u8;

        Assert.Equal(Reader.Read(element, "a", "file#0", default).Message!.Id, Reader.Read(element, "a", "file#0", default).Message!.Id);
        Assert.NotEqual(Reader.Read(element, "a", "file#0", default).Message!.Id, Reader.Read(element, "a", "file#1", default).Message!.Id);
    }

    private static Entry Read(string json) => Reader.Read(Encoding.UTF8.GetBytes(json), "agent", "place", DateTimeOffset.UnixEpoch);

    private static List<Entry> ReadAll(byte[] file)
    {
        var text = JsonArrayText.Parse(file);
        return [.. Enumerable.Range(0, text.Count).Select(i => Reader.Read(text[i].Span, "csharp-agent", $"{i}", default))];
    }

    private static byte[] WithoutKey(byte[] entry, string key)
    {
        using var document = JsonDocument.Parse(entry);
        var line = $"    \"{key}\": {document.RootElement.GetProperty(key).GetRawText()},\n";
        return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(entry).Replace(line, "", StringComparison.Ordinal));
    }
}
