using System.Text.Json;

namespace Mailbox.Payloads;

/// <summary>JSON values in words, for those who sent them.</summary>
internal static class JsonValues
{
    private const int Shown = 60;

    public static string Path(string parent, string name) =>
        name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$') ? $"{parent}.{name}" : $"{parent}['{Cut(name)}']";

    public static string Show(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => $"string \"{Cut(TextOf(value) ?? "?")}\"",
        JsonValueKind.Number => $"number {Cut(value.GetRawText())}",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    /// <summary>The string; null for one that holds half a surrogate pair, which JSON can escape and no .NET string hold.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Cut(string text) => text.Length <= Shown ? text : text[..Shown] + "…";
}
