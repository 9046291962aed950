using Mailbox.Store.Index;
using Mailbox.Store.Spool;

namespace Mailbox.Store.Fresh;

/// <summary>
/// What is in memory, and by what right. Files that come are first in line, by name; some are read ahead, and their messages handed out; when they were written to the index they are
/// gone from here. Guarded by <see cref="Sync"/>.
/// </summary>
internal sealed class FreshShelf
{
    private const int ReadAhead = 2_048;
    private const long MaxBytes = 32 * 1024 * 1024;
    private const int MaxInLine = 100_000;
    private const int KeptRead = 8;

    /// <summary>Nothing is handed out so shortly before the right to is over, in milliseconds.</summary>
    private const long Margin = 50;

    private readonly Dictionary<string, FreshFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, FreshMessage> _messages = [];
    private readonly Queue<(string Name, MessageFile? File)> _line = new();
    private readonly HashSet<string> _inLine = new(StringComparer.Ordinal);
    private Queue<FreshFile> _waiting = new();
    private long _bytes;

    public Lock Sync { get; } = new();

    /// <summary>The right to be the only consumer; null when there is none.</summary>
    public ExclusiveLease? Lease { get; set; }

    /// <summary>Whether something keeps this process from handing out what it has, until it next claims from the index.</summary>
    public bool IsBarred { get; set; }

    public bool IsMine => !IsBarred && Lease is { } lease && lease.Until - ConsumerQueries.Clock > Margin;

    public IReadOnlyCollection<FreshFile> Files => _files.Values;

    public IEnumerable<FreshMessage> HandedOut => _messages.Values.Where(static message => message.Claim is not null);

    public bool HasWaiting => _waiting.Any(static file => file.HasWaiting);

    public bool HasLine => _line.Count > 0;

    public bool HasRoom => _bytes < MaxBytes && _waiting.Sum(static file => file.HasWaiting ? file.Messages.Length - file.HandedOut : 0) < ReadAhead;

    public bool Knows(string name) => _files.ContainsKey(name) || _inLine.Contains(name);

    public FreshMessage? Find(Guid id) => _messages.GetValueOrDefault(id);

    /// <summary>False when the line is too long.</summary>
    public bool TryStandInLine(List<ReadFile> batch)
    {
        if (_line.Count + batch.Count > MaxInLine)
        {
            return false;
        }

        foreach (var file in batch.Select(static read => read.File).Where(file => !Knows(file.Name)))
        {
            _inLine.Add(file.Name);
            _line.Enqueue((file.Name, _line.Count < KeptRead ? file : null)); // Whose turn is far off is read again then.
        }

        return true;
    }

    /// <summary>Whose turn it is, first come first.</summary>
    public List<(string Name, MessageFile? File)> Next(int files) => [.. _line.Take(files)];

    public void LeaveLine(int files)
    {
        for (var i = 0; i < files; i++)
        {
            _inLine.Remove(_line.Dequeue().Name);
        }
    }

    public void ClearLine()
    {
        _line.Clear();
        _inLine.Clear();
    }

    /// <summary>Whether none of the messages of these files is here, and none is among them twice.</summary>
    public bool AreUnknown(List<FreshFile> files)
    {
        HashSet<Guid> ids = [];
        return files.TrueForAll(file => Array.TrueForAll(file.Messages, message => ids.Add(message.Message.Id) && !_messages.ContainsKey(message.Message.Id)));
    }

    public void Add(FreshFile file)
    {
        _files.Add(file.File.Name, file);
        Array.ForEach(file.Messages, message => _messages.Add(message.Message.Id, message));
        _waiting.Enqueue(file);
        _bytes += file.Bytes;
    }

    public void Remove(FreshFile file)
    {
        if (_files.Remove(file.File.Name))
        {
            Array.ForEach(file.Messages, message => _messages.Remove(message.Message.Id));
            _bytes -= file.Bytes;
            file.IsLeaving = true;
        }
    }

    /// <summary>The messages that are next: whole files, so that each is written once, or as many as wanted of a larger one.</summary>
    public List<FreshMessage> NextMessages(int max)
    {
        DropWhatWaitsNoMore();
        List<FreshMessage> messages = [];
        foreach (var file in _waiting.Where(static file => file.HasWaiting))
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
    public void Reorder() => _waiting = new Queue<FreshFile>(_files.Values.Where(static file => file.HasWaiting).OrderBy(static file => file.File.Name, StringComparer.Ordinal));

    private void DropWhatWaitsNoMore()
    {
        while (_waiting.TryPeek(out var file) && !file.HasWaiting)
        {
            _waiting.Dequeue();
        }
    }
}
