using System.Collections.Generic;
using System.Linq;

namespace Mailbox.Generators.Parsing;

/// <summary>The names that payloads and properties have on the wire.</summary>
internal static class WireName
{
    /// <summary>The longest type name.</summary>
    public const int MaxLength = 100;

    /// <summary>The type names of Agent Teams, which only the records that Mailbox ships may have.</summary>
    public static readonly IReadOnlyCollection<string> AgentTeams = new HashSet<string>
    {
        "idle_notification", "task_assignment", "shutdown_request", "shutdown_approved", "shutdown_rejected", "shutdown_response", "plan_approval_request",
        "plan_approval_response", "task_completed", "permission_request", "permission_response", "teammate_terminated", "message",
    };

    /// <summary>Whether a type name belongs to Agent Teams or to Mailbox itself.</summary>
    public static bool IsReserved(string name) => AgentTeams.Contains(name) || name.StartsWith("mailbox.", System.StringComparison.Ordinal);

    /// <summary>Lower-case words of a-z and 0-9, the first beginning with a letter, joined by <c>.</c>, <c>-</c> or <c>_</c>.</summary>
    public static bool IsWellFormed(string name)
    {
        if (name.Length is 0 or > MaxLength || !IsLetter(name[0]))
        {
            return false;
        }

        var afterJoiner = false;
        foreach (var c in name)
        {
            var isJoiner = c is '.' or '-' or '_';
            if ((!isJoiner && !IsLetter(c) && c is not (>= '0' and <= '9')) || (isJoiner && afterJoiner))
            {
                return false;
            }

            afterJoiner = isJoiner;
        }

        return !afterJoiner;
    }

    /// <summary>A well-formed name made of what is there; null when there is nothing to make it of.</summary>
    public static string? Suggest(string text)
    {
        var words = new List<string>();
        var word = "";
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsUpper(c) && word.Length > 0 && (!char.IsUpper(text[i - 1]) || (i + 1 < text.Length && char.IsLower(text[i + 1]))))
            {
                words.Add(word);
                word = "";
            }

            var lower = char.ToLowerInvariant(c);
            if (IsLetter(lower) || lower is >= '0' and <= '9')
            {
                word += lower;
            }
            else if (word.Length > 0)
            {
                words.Add(word);
                word = "";
            }
        }

        words.Add(word);
        var name = string.Join(".", words.Where(static one => one.Length > 0));
        return IsWellFormed(name) ? name : null;
    }

    /// <summary>As System.Text.Json's camel case: the leading upper-case letters, but not the one that begins the next word.</summary>
    public static string CamelCase(string name)
    {
        if (name.Length == 0 || !char.IsUpper(name[0]))
        {
            return name;
        }

        var letters = name.ToCharArray();
        for (var i = 0; i < letters.Length && (i != 1 || char.IsUpper(letters[i])); i++)
        {
            var hasNext = i + 1 < letters.Length;
            if (i > 0 && hasNext && !char.IsUpper(letters[i + 1]))
            {
                if (letters[i + 1] == ' ')
                {
                    letters[i] = char.ToLowerInvariant(letters[i]);
                }

                break;
            }

            letters[i] = char.ToLowerInvariant(letters[i]);
        }

        return new string(letters);
    }

    private static bool IsLetter(char c) => c is >= 'a' and <= 'z';
}
