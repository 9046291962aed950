namespace Mailbox;

/// <summary>Recipients by what they can do instead of by name. Only agents that are listed and alive count, and never the sender.</summary>
public sealed class Recipients
{
    private readonly string _description;

    private Recipients(AgentQuery query, bool isOne, string description) => (Query, IsOne, _description) = (query, isOne, description);

    /// <summary>Everybody, leads and teammates of Claude Code included.</summary>
    public static Recipients Everyone { get; } = new(new AgentQuery(), isOne: false, "everyone");

    internal AgentQuery Query { get; }

    /// <summary>Whether the one that has least to do is picked.</summary>
    internal bool IsOne { get; }

    /// <summary>One agent that has all of these capabilities: the one with the fewest open messages.</summary>
    public static Recipients AnyWith(params string[] capabilities) => new(With(capabilities), isOne: true, $"one with {string.Join(", ", capabilities)}");

    /// <summary>Every agent that has all of these capabilities.</summary>
    public static Recipients AllWith(params string[] capabilities) => new(With(capabilities), isOne: false, $"all with {string.Join(", ", capabilities)}");

    /// <summary>One agent that handles a payload: the one with the fewest open messages.</summary>
    /// <typeparam name="T">A record with <see cref="PayloadAttribute"/>.</typeparam>
    public static Recipients AnyThatHandles<T>() =>
        new(new AgentQuery { Payload = PayloadContract<T>.Instance.Name }, isOne: true, $"one that handles '{PayloadContract<T>.Instance.Name}'");

    /// <summary>Who is meant, in words.</summary>
    public override string ToString() => _description;

    private static AgentQuery With(string[] capabilities)
    {
        ArgumentNullException.ThrowIfNull(capabilities);
        return capabilities.Length > 0 ? new AgentQuery { AllOf = capabilities } : throw new ArgumentException("Name at least one capability; Recipients.Everyone means everybody.", nameof(capabilities));
    }
}
