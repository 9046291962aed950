using System.Collections.Concurrent;
using System.Diagnostics;
using Mailbox.Files;
using Mailbox.Files.Platform;

namespace Mailbox.Benchmarks;

/// <summary>The real platform, which takes the time from making a lock's directory to removing it.</summary>
internal sealed class LockTimes(PlatformFiles inner) : PlatformFiles
{
    private readonly ConcurrentDictionary<string, long> _taken = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<double> _held = [];

    /// <summary>The time that 99 of 100 stay below, in milliseconds.</summary>
    public double Percentile99()
    {
        List<double> held = [.. _held];
        held.Sort();
        return held[held.Count * 99 / 100];
    }

    public void Clear() => _held.Clear();

    public override bool TryMakeDirectory(string path)
    {
        var isMade = inner.TryMakeDirectory(path);
        if (isMade)
        {
            _taken[path] = Stopwatch.GetTimestamp();
        }

        return isMade;
    }

    public override bool TryRemoveDirectory(string path)
    {
        var isRemoved = inner.TryRemoveDirectory(path);
        if (isRemoved && _taken.TryRemove(path, out var since))
        {
            _held.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }

        return isRemoved;
    }

    public override byte[] ReadAll(string path, long maxBytes) => inner.ReadAll(path, maxBytes);

    public override void WriteNew(string path, ReadOnlySpan<byte> content, bool sync) => inner.WriteNew(path, content, sync);

    public override bool TryCopyNew(string source, long length, string path, ReadOnlySpan<byte> more, bool sync) => inner.TryCopyNew(source, length, path, more, sync);

    public override void BeginFlush(string path) => inner.BeginFlush(path);

    public override void SyncDirectory(string path) => inner.SyncDirectory(path);

    public override bool TryMoveDirectory(string from, string to) => inner.TryMoveDirectory(from, to);

    public override FileIdentity? Identify(string path) => inner.Identify(path);

    public override IDisposable? TryLock(string path) => inner.TryLock(path);
}
