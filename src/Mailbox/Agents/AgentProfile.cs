namespace Mailbox;

/// <summary>What an agent tells about itself when it registers. The payloads it handles are added by themselves.</summary>
public sealed record AgentProfile
{
    /// <summary>The longest description, in characters.</summary>
    public const int MaxDescription = 4000;

    /// <summary>The most capabilities, and the most entries of <see cref="Metadata"/>.</summary>
    public const int MaxEntries = 100;

    /// <summary>What it does, in a sentence or two.</summary>
    public string? Description { get; init; }

    /// <summary>What it can do, as short words others can look for, such as <c>review</c>. Compared without case.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Who sees it; default <see cref="AgentVisibility.Visible"/>.</summary>
    public AgentVisibility Visibility { get; init; } = AgentVisibility.Visible;

    /// <summary>What kind of program it is, such as <c>csharp</c> (the default), <c>claude-code</c> or <c>codex</c>.</summary>
    public string Harness { get; init; } = "csharp";

    /// <summary>True: other processes may join under the same name, and each message goes to one of them. Default false: the name belongs to this process while it runs.</summary>
    public bool IsShared { get; init; }

    /// <summary>Whatever else others should know; keys of up to 100 characters, values of up to 1000.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;

    /// <exception cref="InvalidMailboxOptionsException">Lists everything that is wrong.</exception>
    internal AgentProfile Validate()
    {
        List<string> faults = [];
        AddFaults(faults);
        return faults.Count == 0 ? this : throw new InvalidMailboxOptionsException(faults);
    }

    internal void AddFaults(List<string> faults)
    {
        if (Description?.Length > MaxDescription)
        {
            faults.Add($"{nameof(Description)} must have at most {MaxDescription} characters; it has {Description.Length}.");
        }

        if (Capabilities.Count > MaxEntries || Metadata.Count > MaxEntries)
        {
            faults.Add($"{nameof(Capabilities)} and {nameof(Metadata)} must have at most {MaxEntries} entries each; they have {Capabilities.Count} and {Metadata.Count}.");
        }

        if (Metadata.Any(static pair => pair.Key.Length is 0 or > 100 || pair.Value is null || pair.Value.Length > 1000))
        {
            faults.Add($"Keys of {nameof(Metadata)} must have between 1 and 100 characters, its values at most 1000.");
        }

        if (Capabilities.Any(static capability => string.IsNullOrWhiteSpace(capability) || capability.Length > 100))
        {
            faults.Add($"Each of {nameof(Capabilities)} must have between 1 and 100 characters.");
        }

        if (string.IsNullOrWhiteSpace(Harness) || Harness.Length > 100)
        {
            faults.Add($"{nameof(Harness)} must have between 1 and 100 characters.");
        }
    }
}
