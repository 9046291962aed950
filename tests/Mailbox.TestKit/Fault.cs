namespace Mailbox.TestKit;

/// <summary>
/// Decides which file operation fails: the N-th of those that are counted, once, or from then on. All are counted, or only those whose name begins with a given word. What makes the
/// error may do something in that moment, and answer null: then the operation goes on.
/// </summary>
public sealed class Fault
{
    private int _remaining = int.MaxValue;
    private string _only = "";
    private bool _isLasting;
    private Func<string, Exception?> _error = static operation => new IOException($"{operation}: injected");

    /// <summary>How many operations have been counted since the last <see cref="Arm"/> or <see cref="Count"/>.</summary>
    public int Seen { get; private set; }

    /// <summary>The operation that was made to fail; null while none was.</summary>
    public string? Failed { get; private set; }

    public void Arm(int operation, Func<string, Exception?>? error = null, string only = "", bool isLasting = false)
    {
        (_remaining, _only, _isLasting, Seen, Failed) = (operation, only, isLasting, 0, null);
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
            if (--_remaining > 0 || (_remaining < 0 && !_isLasting))
            {
                return;
            }

            Failed = operation;
        }

        if (_error(operation) is { } error)
        {
            throw error;
        }
    }
}
