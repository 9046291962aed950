using Mailbox.Store.Spool;

namespace Mailbox.Store.Fresh;

/// <summary>
/// The names of files that came faster than they are handed out: some stand in line, to be read when their turn comes, others were spilt, and are for the index, in the same order. Guarded by the
/// lock of its <see cref="FreshMail"/>.
/// </summary>
internal sealed class FreshLine
{
    private const int MaxInLine = 100_000;
    private const int KeptRead = 8;
    private readonly Queue<(string Name, MessageFile? File)> _line = new();
    private readonly List<string> _spilt = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public bool IsEmpty => _line.Count == 0;

    public bool HasSpilt => _spilt.Count > 0;

    /// <summary>Whether anything stands in line or was spilt.</summary>
    public bool HasNames => _names.Count > 0;

    /// <summary>Since when there is a line.</summary>
    public long Since { get; private set; }

    public bool Knows(string name) => _names.Contains(name);

    /// <summary>False when the line is too long.</summary>
    public bool TryStand(List<ReadFile> batch)
    {
        if (_line.Count + batch.Count > MaxInLine)
        {
            return false;
        }

        Since = IsEmpty ? TimeProvider.System.GetTimestamp() : Since;
        foreach (var file in batch.Select(static read => read.File).Where(file => _names.Add(file.Name)))
        {
            _line.Enqueue((file.Name, _line.Count < KeptRead ? file : null)); // Whose turn is far off is read again then.
        }

        return true;
    }

    /// <summary>Whose turn it is, first come first.</summary>
    public List<(string Name, MessageFile? File)> Next(int files) => [.. _line.Take(files)];

    /// <summary>False when they stand there no longer.</summary>
    public bool TryLeave(List<(string Name, MessageFile? File)> first)
    {
        if (!_line.Take(first.Count).SequenceEqual(first))
        {
            return false;
        }

        first.ForEach(_ => _names.Remove(_line.Dequeue().Name));
        return true;
    }

    /// <summary>What stands in line is for the index.</summary>
    /// <param name="before">Names that come before it.</param>
    /// <param name="behind">Names that come behind it.</param>
    public void Spill(IEnumerable<string> before, IEnumerable<string> behind)
    {
        _spilt.InsertRange(0, before.Where(_names.Add));
        _spilt.AddRange(_line.Select(static one => one.Name));
        _spilt.AddRange(behind.Where(_names.Add));
        _line.Clear();
    }

    /// <summary>The first that were spilt; they stay until <see cref="Indexed"/>.</summary>
    public List<string> Spilt(int files) => [.. _spilt.Take(files)];

    public void Indexed(IReadOnlyList<string> files)
    {
        _names.ExceptWith(files);
        if (_spilt.Take(files.Count).SequenceEqual(files, StringComparer.Ordinal))
        {
            _spilt.RemoveRange(0, files.Count);
        }
        else
        {
            _spilt.RemoveAll(files.ToHashSet(StringComparer.Ordinal).Contains); // Others were put before them meanwhile.
        }
    }
}
