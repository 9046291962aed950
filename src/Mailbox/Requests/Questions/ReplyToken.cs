using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Mailbox.Requests.Questions;

/// <summary>The short word that a language model repeats in its answer, such as <c>q-7f3a2c91d0</c>. It is the question's conversation id.</summary>
internal static partial class ReplyToken
{
    public static string New() => "q-" + RandomNumberGenerator.GetHexString(10, lowercase: true);

    public static bool IsOne(string? text) => text is not null && Form().IsMatch(text);

    /// <summary>So many of a text are looked at: an answer names one, perhaps others that it talks about, and each costs a search.</summary>
    private const int MaxTokens = 16;

    /// <summary>The first tokens in a text: first those that JSON in it says it answers, then any other.</summary>
    public static IReadOnlyList<string> In(string text) =>
        [.. JsonInText.Find(text).Select(JsonInText.ReplyTo).OfType<string>().Where(IsOne).Concat(Anywhere().Matches(text).Select(static match => match.Value)).Distinct(StringComparer.Ordinal).Take(MaxTokens)];

    [GeneratedRegex("^q-[0-9a-f]{10}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Form();

    [GeneratedRegex(@"q-[0-9a-f]{10}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Anywhere();
}
