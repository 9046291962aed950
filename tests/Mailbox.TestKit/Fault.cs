namespace Mailbox.TestKit;

/// <summary>Decides which file operation fails: the N-th of those that are counted, once. All are, or only those whose name begins with a given word.</summary>
public sealed class Fault
{
    private int _remaining = int.MaxValue;
    private string _only = "";
    private Func<string, Exception> _error = static operation => new IOException($"{operation}: injected");

    /// <summary>How many operations have been counted since the last <see cref="Arm"/> or <see cref="Count"/>.</summary>
    public int Seen { get; private set; }

    /// <summary>The operation that was made to fail; null while none was.</summary>
    public string? Failed { get; private set; }

    public void Arm(int operation, Func<string, Exception>? error = null, string only = "")
    {
        (_remaining, _only, Seen, Failed) = (operation, only, 0, null);
        _error = error ?? (static name => new IOException($"{name}: injected"));
    }

    public void Count() => Arm(int.MaxValue);

    public void Check(string operation)
    {
        if (!operation.StartsWith(_only, StringComparison.Ordinal))
        {
            return;
        }

        lock (this)
        {
            Seen++;
            if (--_remaining == 0)
            {
                Failed = operation;
                throw _error(operation);
            }
        }
    }
}
