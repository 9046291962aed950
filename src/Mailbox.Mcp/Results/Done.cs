using System.ComponentModel;

namespace Mailbox.Mcp.Results;

/// <summary>Something was done.</summary>
internal sealed record Done
{
    public bool Ok { get; init; } = true;

    [Description("What was done, in a sentence.")]
    public string? Note { get; init; }

    public static Done With(string note) => new() { Note = note };
}
