namespace Mailbox.Hosting.Tests;

/// <summary>What happened in a host, and what is to happen next.</summary>
public sealed class Journal
{
    private int _scopes;

    public int Ended { get; set; }

    public int FailuresLeft { get; set; }

    public int Tries { get; set; }

    public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool WasCancelled { get; set; }

    public int NextScope() => Interlocked.Increment(ref _scopes);
}
