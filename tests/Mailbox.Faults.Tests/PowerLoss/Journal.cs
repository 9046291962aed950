using System.IO.Abstractions;
using Mailbox.Files;
using Mailbox.Files.Platform;
using Mailbox.TestKit;

namespace Mailbox.Faults.Tests.PowerLoss;

/// <summary>Records what happens below the file seam, in order, and what the index was at each moment.</summary>
internal sealed class Journal
{
    private readonly string _root;
    private readonly List<(Change Change, Snapshot Index)> _changes = [];
    private readonly Dictionary<string, Content> _files = new(StringComparer.Ordinal);
    private readonly string _index;

    public Journal(string root, string index)
    {
        (_root, _index) = (root, index);
        Base = Directory.GetFiles(root, "*", SearchOption.AllDirectories).Where(static file => !Path.GetFileName(file).StartsWith("index.db", StringComparison.Ordinal)).ToDictionary(Relative, File.ReadAllBytes, StringComparer.Ordinal);
        BaseFolders = [.. Directory.GetDirectories(root, "*", SearchOption.AllDirectories).Select(Relative)];
        BaseIndex = ReadIndex();
        foreach (var (path, bytes) in Base)
        {
            _files[path] = new Content(bytes, IsSynced: true);
        }
    }

    /// <summary>What lay there before, and is on the device.</summary>
    public IReadOnlyDictionary<string, byte[]> Base { get; }

    public IReadOnlyList<string> BaseFolders { get; }

    public Snapshot BaseIndex { get; }

    public IReadOnlyList<(Change Change, Snapshot Index)> Changes => _changes;

    public Disk Disk() => new(new SeamFileSystem(files => new JournalFile(files, this)), new JournalPlatform(PlatformFiles.Current, this));

    public string Relative(string path) => Path.GetRelativePath(_root, path);

    public Content ContentOf(string path) => _files[Relative(path)];

    public void Promise(string text) => Do(static () => true, () => new Promised(text));

    /// <summary>Does something and records it, if it was done.</summary>
    public bool Do(Func<bool> work, Func<Change> change)
    {
        lock (_changes)
        {
            if (!work())
            {
                return false;
            }

            var done = change();
            _changes.Add((done, ReadIndex()));
            switch (done)
            {
                case Created created:
                    _files[created.Path] = created.Content;
                    break;
                case Renamed renamed:
                    _files.Remove(renamed.From);
                    _files[renamed.Path] = renamed.Content;
                    break;
                case Deleted deleted:
                    _files.Remove(deleted.Path);
                    break;
            }

            return true;
        }
    }

    /// <summary>The index as it lies there: in the middle of whatever SQLite is doing, as a power cut meets it.</summary>
    private Snapshot ReadIndex()
    {
        var log = _index + "-wal";
        return new Snapshot(File.Exists(_index) ? File.ReadAllBytes(_index) : [], File.Exists(log) ? File.ReadAllBytes(log) : []);
    }

    /// <summary>The bytes of an index and of its log.</summary>
    internal sealed record Snapshot(byte[] Database, byte[] Log);

    private sealed class JournalFile(IFileSystem fileSystem, Journal journal) : FileWrapper(fileSystem)
    {
        public override void Move(string sourceFileName, string destFileName, bool overwrite) => journal.Do(
            () =>
            {
                base.Move(sourceFileName, destFileName, overwrite);
                return true;
            },
            () => new Renamed(journal.Relative(sourceFileName), journal.Relative(destFileName), journal.ContentOf(sourceFileName)));

        public override void Delete(string path) => journal.Do(
            () =>
            {
                var wasThere = File.Exists(path);
                base.Delete(path);
                return wasThere;
            },
            () => new Deleted(journal.Relative(path)));
    }

    private sealed class JournalPlatform(PlatformFiles inner, Journal journal) : PlatformFiles
    {
        public override byte[] ReadAll(string path, long maxBytes) => inner.ReadAll(path, maxBytes);

        public override void WriteNew(string path, ReadOnlySpan<byte> content, bool sync)
        {
            var bytes = content.ToArray();
            journal.Do(
                () =>
                {
                    inner.WriteNew(path, bytes, sync);
                    return true;
                },
                () => new Created(journal.Relative(path), new Content(bytes, sync)));
        }

        public override void SyncDirectory(string path) => journal.Do(
            () =>
            {
                inner.SyncDirectory(path);
                return true;
            },
            () => new FolderSynced(journal.Relative(path)));

        public override bool TryMakeDirectory(string path) => journal.Do(() => inner.TryMakeDirectory(path), () => new FolderMade(journal.Relative(path)));

        public override bool TryRemoveDirectory(string path) => journal.Do(() => inner.TryRemoveDirectory(path), () => new FolderRemoved(journal.Relative(path)));

        public override bool TryMoveDirectory(string from, string to) => journal.Do(() => inner.TryMoveDirectory(from, to), () => new FolderRenamed(journal.Relative(from), journal.Relative(to)));

        public override FileIdentity? Identify(string path) => inner.Identify(path);

        public override IDisposable? TryLock(string path) => inner.TryLock(path);
    }
}
