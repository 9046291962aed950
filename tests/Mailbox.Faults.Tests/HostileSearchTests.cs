using System.Text;
using Mailbox.TestKit;

namespace Mailbox.Faults.Tests;

/// <summary>A thousand searches made of operators, quotes and halves of words: none is an error, and no operator has an effect.</summary>
public sealed class HostileSearchTests : IAsyncLifetime
{
    private const int Queries = 1000;
    private static readonly string[] Texts = ["alpha beta gamma", "alpha NOT beta", "near alpha OR delta", "summary and text", "it's a \"quoted\" alpha", "naïve café ALPHA", "a* b^2 c:d {e} (f)"];
    private static readonly string[] Parts = ["alpha", "beta", "OR", "AND", "NOT", "NEAR(", "NEAR(alpha beta, 2)", "*", "alpha*", "^alpha", "\"", "\"alpha", "'", "''", "(", ")", "{text}:", "text:", "summary:", "-", "+", ":", "--", ";", "DROP TABLE messages", "%", "_", "\\", "\0", "\u202E", "é", "cafe", "😀", "\uD800", "rowid", "search MATCH", "1=1", "*)", "a\"b", "\n", "NULL", "~", "$0", "?1"];
    private readonly TestTeam _team = new();
    private AgentMailbox _agent = null!;

    public async ValueTask InitializeAsync()
    {
        _agent = await _team.JoinAsync("agent");
        await _agent.SendBatchAsync([.. Texts.Select(OutgoingMessage.FromText)], "agent");
    }

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public async Task Every_word_must_be_there_and_nothing_else_counts()
    {
        var random = new Random(7);
        for (var i = 0; i < Queries; i++)
        {
            var query = string.Join(random.Next(2) == 0 ? " " : "", Enumerable.Range(0, 1 + random.Next(5)).Select(_ => Parts[random.Next(Parts.Length)]));
            var found = await _agent.SearchAsync(new MessageQuery { Text = query });
            var words = Words(query);

            Assert.All(found, one => Assert.True(words.All(word => Words(one.Message.Text).Contains(word)), $"'{query}' found '{one.Message.Text}'"));
            Assert.True(words.Count == 0 || Texts.Count(text => words.All(word => Words(text).Contains(word))) == found.Count, $"'{query}' found {found.Count}");
        }

        Assert.Equal(Texts.Length, (await _agent.SearchAsync(new MessageQuery())).Count);
    }

    /// <summary>As people count words: letters and digits, in any case, accents aside.</summary>
    private static HashSet<string> Words(string text) =>
        [.. string.Concat(text.Replace('é', 'e').Replace('ï', 'i').EnumerateRunes().Select(static rune => Rune.IsLetterOrDigit(rune) ? Rune.ToLowerInvariant(rune).ToString() : " ")).Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
