using Mailbox.Store.Index;

namespace Mailbox.Store.Fresh;

/// <summary>The messages that are in memory, and by what right they may be handed out. When they were written to the index they are gone from here. Guarded by <see cref="Sync"/>.</summary>
internal sealed class FreshShelf
{
    private const int ReadAhead = 2_048;
    private const long MaxBytes = 32 * 1024 * 1024;

    /// <summary>Nothing is handed out so shortly before the right to is over, in milliseconds.</summary>
    private const long Margin = 50;

    private readonly Dictionary<string, FreshFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, FreshMessage> _messages = [];
    private Queue<FreshFile> _waiting = new();
    private long _bytes;
    private long _places;

    public Lock Sync { get; } = new();

    /// <summary>The right to be the only consumer; null when there is none.</summary>
    public ExclusiveLease? Lease { get; set; }

    /// <summary>Whether something keeps this process from handing out what it has, until it next claims from the index.</summary>
    public bool IsBarred { get; set; }

    public bool IsMine => !IsBarred && Lease is { } lease && lease.Until - ConsumerQueries.Clock > Margin;

    public IReadOnlyCollection<FreshFile> Files => _files.Values;

    public IEnumerable<FreshMessage> HandedOut => _messages.Values.Where(static message => message.Claim is not null);

    /// <summary>Whether some of it was not handed out, be it that it is being written to the index just now.</summary>
    public bool HasWaiting => _waiting.Any(static file => file.HasUnclaimed);

    public bool HasRoom => _bytes < MaxBytes && _waiting.Sum(static file => file.HasWaiting ? file.Messages.Length - file.HandedOut : 0) < ReadAhead;

    /// <summary>How often something that waits here was given to the index, so that it waits there.</summary>
    public long Handovers { get; set; }

    /// <summary>Whether something that waits is about to be.</summary>
    public bool HasLeaving => _waiting.Any(static file => file is { IsLeaving: true, HasUnclaimed: true });

    public bool Knows(string name) => _files.ContainsKey(name);

    public FreshMessage? Find(Guid id) => _messages.GetValueOrDefault(id);

    /// <summary>Whether none of the messages of these files is here, and none is among them twice.</summary>
    public bool AreUnknown(List<FreshFile> files)
    {
        HashSet<Guid> ids = [];
        return files.TrueForAll(file => Array.TrueForAll(file.Messages, message => ids.Add(message.Message.Id) && !_messages.ContainsKey(message.Message.Id)));
    }

    public void Add(FreshFile file)
    {
        file.Place = ++_places;
        _files.Add(file.File.Name, file);
        Array.ForEach(file.Messages, message => _messages.Add(message.Message.Id, message));
        _waiting.Enqueue(file);
        _bytes += file.Bytes;
    }

    /// <summary>It is in the index, or for it: whoever waited for that goes on.</summary>
    public void Remove(FreshFile file)
    {
        file.Written?.TrySetResult();
        if (_files.Remove(file.File.Name))
        {
            Array.ForEach(file.Messages, message => _messages.Remove(message.Message.Id));
            _bytes -= file.Bytes;
            file.HandedOut = file.Messages.Length; // Whatever of it waits is handed out from the index.
            DropWhatWaitsNoMore();
        }
    }

    /// <summary>
    /// The messages that are next: whole files, so that each is written once, or as many as wanted of a larger one. None behind what is being written to the index, and waits: that is
    /// handed out from there.
    /// </summary>
    public List<FreshMessage> NextMessages(int max)
    {
        DropWhatWaitsNoMore();
        List<FreshMessage> messages = [];
        foreach (var file in _waiting.TakeWhile(static file => !file.IsLeaving || !file.HasUnclaimed).Where(static file => file.HasWaiting))
        {
            var left = file.Messages.Length - file.HandedOut;
            if (messages.Count > 0 && messages.Count + left > max)
            {
                break;
            }

            messages.AddRange(file.Messages.AsSpan(file.HandedOut, Math.Min(left, max)));
        }

        return messages;
    }

    public static void HandOut(FreshMessage message, FreshClaim claim)
    {
        message.Claim = claim;
        if (message.File.HandedOut++ == 0)
        {
            message.File.Since = TimeProvider.System.GetTimestamp();
        }
    }

    /// <summary>After some could not be written, and so wait again: in the order in which they came.</summary>
    public void Reorder() => _waiting = new Queue<FreshFile>(_files.Values.Where(static file => file.HasUnclaimed).OrderBy(static file => file.Place));

    private void DropWhatWaitsNoMore()
    {
        while (_waiting.TryPeek(out var file) && !file.HasUnclaimed)
        {
            _waiting.Dequeue();
        }
    }
}
