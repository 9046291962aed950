namespace Mailbox.Hosting.Tests;

/// <summary>One for each scope.</summary>
public sealed class Scoped(Journal journal) : IDisposable
{
    public int Number { get; } = journal.NextScope();

    public void Dispose() => journal.Ended++;
}
