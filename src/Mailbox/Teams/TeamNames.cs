using System.Globalization;

namespace Mailbox.Teams;

/// <summary>How names become file names: the only way from a name to a path.</summary>
internal static class TeamNames
{
    public const string Lead = "team-lead";
    public const int MaxLength = 100;

    private static readonly HashSet<string> DeviceNames = new(
        ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(n => new[] { $"com{n}", $"lpt{n}" })], StringComparer.OrdinalIgnoreCase);

    /// <summary>A team's folder: every character outside A-Z a-z 0-9 becomes <c>-</c>, and letters lower case.</summary>
    public static string Folder(string team) => Replace(team, static c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-');

    /// <summary>Where a named-era lead keeps its inboxes: as above, but <c>_</c> and case are kept.</summary>
    public static string TwinFolder(string team) => AgentFile(team);

    /// <summary>An agent's file, without extension: every character outside A-Z a-z 0-9 <c>_</c> <c>-</c> becomes <c>-</c>.</summary>
    public static string AgentFile(string agent) => Replace(agent, static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '-');

    /// <exception cref="InvalidNameException">It says why.</exception>
    public static string Validate(string name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw new InvalidNameException(name ?? "", "it is empty.");
        }

        if (name.Length > MaxLength)
        {
            throw new InvalidNameException(name, string.Create(CultureInfo.InvariantCulture, $"it has {name.Length} characters, at most {MaxLength} are allowed."));
        }

        foreach (var rune in name.EnumerateRunes())
        {
            if (IsUnseen(rune))
            {
                throw new InvalidNameException(name, string.Create(CultureInfo.InvariantCulture, $"it holds the invisible character U+{rune.Value:X4}."));
            }
        }

        if (name.Trim().Length != name.Length)
        {
            throw new InvalidNameException(name, "it begins or ends with a space.");
        }

        // Windows opens a device for these, whatever the extension; a folder shared with it must not hold them.
        return DeviceNames.Contains(AgentFile(name))
            ? throw new InvalidNameException(name, "Windows keeps that name for a device.")
            : name;
    }

    /// <summary>The name among <paramref name="known"/> that takes the fewest edits; null when all are too far off.</summary>
    public static string? Nearest(string name, IEnumerable<string> known) =>
        known.Select(candidate => (candidate, distance: Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(pair => pair.distance <= Math.Max(2, name.Length / 3))
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate)
            .FirstOrDefault();

    private static bool IsUnseen(System.Text.Rune rune) => System.Text.Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is 0xFFFD; // EnumerateRunes turns a lone surrogate into U+FFFD.

    private static string Replace(string name, Func<char, char> map) => string.Create(name.Length, (name, map), static (span, state) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = state.map(state.name[i]);
        }
    });

    // Levenshtein's distance, two rows at a time (Wagner and Fischer, 1974).
    private static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(change, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[^1];
    }
}
