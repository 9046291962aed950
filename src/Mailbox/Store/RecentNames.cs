namespace Mailbox.Store;

/// <summary>
/// The names that came last. A file of a sender in this process is hinted twice, by the sender and by the watcher; reading it again would
/// change nothing. Whatever is left out here by mistake, such as a file that was rewritten in place, the rescan finds. Used by one thread at a time.
/// </summary>
internal sealed class RecentNames
{
    private const int Kept = 4096;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>False when the name has come before.</summary>
    public bool Add(string name)
    {
        if (!_names.Add(name))
        {
            return false;
        }

        _order.Enqueue(name);
        if (_order.Count > Kept)
        {
            _names.Remove(_order.Dequeue());
        }

        return true;
    }
}
