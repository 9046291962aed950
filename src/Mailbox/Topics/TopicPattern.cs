namespace Mailbox.Topics;

/// <summary>
/// Topics and the patterns that subscribe to them. A topic is words joined by dots, such as <c>build.failed</c>; in a pattern <c>*</c> stands for one
/// word and <c>**</c> for any number of them, none included.
/// </summary>
internal static class TopicPattern
{
    private const int MaxLength = 200;

    /// <exception cref="ArgumentException">It is no topic.</exception>
    public static string ValidateTopic(string topic) => Validate(topic, allowWildcards: false);

    /// <exception cref="ArgumentException">It is no pattern.</exception>
    public static string ValidatePattern(string pattern) => Validate(pattern, allowWildcards: true);

    public static bool Matches(string pattern, string topic) => Matches(pattern.Split('.'), topic.Split('.'));

    private static bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> topic)
    {
        // Greedy with one step back, as glob matchers do it: the last ** takes one word more whenever what follows does not fit.
        var (p, t, star, taken) = (0, 0, -1, 0);
        while (t < topic.Length)
        {
            if (p < pattern.Length && pattern[p] == "**")
            {
                (star, taken) = (p++, t);
            }
            else if (p < pattern.Length && (pattern[p] == "*" || pattern[p] == topic[t]))
            {
                (p, t) = (p + 1, t + 1);
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++taken);
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == "**")
        {
            p++;
        }

        return p == pattern.Length;
    }

    private static string Validate(string text, bool allowWildcards)
    {
        ArgumentNullException.ThrowIfNull(text);
        var kind = allowWildcards ? "pattern" : "topic";
        if (text.Length is 0 or > MaxLength)
        {
            throw new ArgumentException($"A {kind} has between 1 and {MaxLength} characters; this has {text.Length}.", nameof(text));
        }

        foreach (var word in text.Split('.'))
        {
            if (!(allowWildcards && (word is "*" or "**")) && (word.Length == 0 || !word.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')))
            {
                throw new ArgumentException($"'{text}' is no {kind}: it is words of A-Z, a-z, 0-9, '-' and '_' joined by dots, such as build.failed{(allowWildcards ? "; a whole word may be * (one word) or ** (any number of words)" : "")}.", nameof(text));
            }
        }

        return text;
    }
}
