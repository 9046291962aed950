namespace Mailbox;

/// <summary>A name of a team or an agent that cannot be used.</summary>
public sealed class InvalidNameException : MailboxException
{
    internal InvalidNameException(string name, string problem)
        : base($"'{Printable(name)}' cannot be the name of a team or an agent: {problem}") => Name = name;

    /// <summary>The name as it was given.</summary>
    public string Name { get; }

    private static string Printable(string name)
    {
        var shown = string.Concat(name.Take(60).Select(c => char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format ? '?' : c));
        return name.Length > 60 ? shown + "…" : shown;
    }
}
