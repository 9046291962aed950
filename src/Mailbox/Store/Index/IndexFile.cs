using System.Globalization;
using Mailbox.Diagnostics;
using Mailbox.Files;
using Mailbox.Files.Locks;
using Mailbox.Processes;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using static SQLitePCL.raw;

namespace Mailbox.Store.Index;

/// <summary>Opens the index file, and replaces it: a process lock sees to it that only one process makes it anew.</summary>
internal sealed class IndexFile(Disk disk, TimeProvider time, string path, Action<IndexConnection> fill, ILogger log)
{
    private const int KeptAside = 3;

    // After a process was killed, the first to open replays its log and holds everybody else off meanwhile.
    public static readonly ResiliencePipeline Patiently = new ResiliencePipelineBuilder { Name = "opening a busy index" }
        .AddTimeout(TimeSpan.FromSeconds(60))
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<SqliteException>(static e => e.SqliteErrorCode is SQLITE_BUSY or SQLITE_LOCKED),
            MaxRetryAttempts = int.MaxValue,
            Delay = TimeSpan.FromMilliseconds(2),
        })
        .Build();

    private readonly ProcessLock _lock = new(disk, path + ".lock", Timeout.InfiniteTimeSpan); // Making a large index takes long; whoever waits has a time of his own.

    /// <summary>Corrupt, or no database: what can only be thrown away. Being busy, full or unreadable is none of that.</summary>
    public static bool IsDamage(SqliteException e) => e.SqliteErrorCode is SQLITE_CORRUPT or SQLITE_NOTADB or SQLITE_FORMAT or SQLITE_MISMATCH or SQLITE_CONSTRAINT or SQLITE_TOOBIG
        // Our statements are right: if SQLite says of one that it is not, the schema or the full text is not what we made.
        || (e.SqliteErrorCode == SQLITE_ERROR && !e.Message.Contains("transaction", StringComparison.Ordinal))
        || e.SqliteExtendedErrorCode is SQLITE_IOERR_SHORT_READ or SQLITE_READONLY_DBMOVED;

    /// <summary>Answers <paramref name="open"/> if its file still has the name, else a newly opened one.</summary>
    public async ValueTask<OpenIndex> RefreshAsync(OpenIndex? open, CancellationToken cancel)
    {
        var now = disk.Identify(path);
        if (open is { IsClosed: false } && now is { } same && same.IsSameFile(open.Identity))
        {
            return open;
        }

        // Before another is opened: closing the last connection deletes the log that bears the name, whosever it is by then.
        open?.Dispose();
        return await Patiently.ExecuteAsync(OpenOrBuildAsync, cancel).ConfigureAwait(false);
    }

    /// <summary>Moves a damaged index out of the way, unless another process has put a new one in its place since <paramref name="damaged"/> was looked at.</summary>
    public async ValueTask SetAsideAsync(FileIdentity? damaged, CancellationToken cancel)
    {
        using var held = await _lock.AcquireAsync(cancel).ConfigureAwait(false);
        if (disk.Identify(path) is not { } now || damaged is not { } seen || now.IsSameFile(seen))
        {
            MoveAside();
        }
    }

    public FileIdentity? Identify() => disk.Identify(path);

    private async ValueTask<OpenIndex> OpenOrBuildAsync(CancellationToken cancel)
    {
        if (TryOpen() is { } opened)
        {
            return opened;
        }

        using var held = await _lock.AcquireAsync(cancel).ConfigureAwait(false);
        return TryOpen() ?? Build();
    }

    private void MoveAside()
    {
        var aside = string.Create(CultureInfo.InvariantCulture, $"{path}.damaged-{time.GetUtcNow():yyyyMMdd'T'HHmmssfff}-{Environment.ProcessId}");

        // The log first: a database without its log is merely old, a log without its database could be replayed into the next one.
        foreach (var suffix in (string[])["-wal", "-shm", ""])
        {
            if (disk.TryMove(path + suffix, aside + suffix))
            {
                Log.IndexSetAside(log, path + suffix, aside + suffix);
            }
        }

        var folder = Path.GetDirectoryName(path)!;
        foreach (var old in disk.FileNames(folder, Path.GetFileName(path) + ".damaged-*").OrderDescending(StringComparer.Ordinal).Skip(KeptAside * 3))
        {
            disk.Delete(Path.Combine(folder, old));
        }
    }

    /// <summary>Opens a complete index of this version; null when it must be made first.</summary>
    private OpenIndex? TryOpen()
    {
        if (disk.Identify(path) is not { Length: > 0 } identity)
        {
            return null; // Missing, or being made just now: whoever opens it then only gets in the way.
        }

        var connection = IndexConnection.Open(path);
        try
        {
            var version = connection.Number("PRAGMA user_version") ?? 0;
            if (version > IndexSchema.Version)
            {
                throw new MailboxIndexException(path, string.Create(CultureInfo.InvariantCulture, $"was made by a newer Mailbox (version {version}, this one knows {IndexSchema.Version}). Update this program; or, with nothing running, delete {Path.GetFileName(path)}* and it is made anew."));
            }

            if (version == IndexSchema.Version)
            {
                return new OpenIndex(connection, identity);
            }
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        connection.Dispose();
        return null;
    }

    /// <summary>Makes it in one transaction: if we die on the way, what is left has version 0 and is made again.</summary>
    private OpenIndex Build()
    {
        if (disk.Identify(path) is { Length: > 0 })
        {
            MoveAside(); // An older version, or what somebody left half done.
        }

        if (disk.Identify(path) is null)
        {
            disk.WriteNew(path, [], sync: false); // With our file mode, which SQLite gives to its side files as well.
        }

        var started = time.GetTimestamp();
        var connection = IndexConnection.Open(path);
        try
        {
            Patiently.Execute(() => connection.Run("BEGIN IMMEDIATE")); // Somebody may be looking at its version.
            connection.Run(IndexSchema.Create);

            // Fencing tokens must keep growing over a rebuild, or a worker from before it could hold a number that is given out again.
            connection.Execute("UPDATE meta SET value = $0 WHERE key = 'fence'", time.GetUtcNow().ToUnixTimeMilliseconds() * 1000);
            connection.Execute("UPDATE meta SET value = $0 WHERE key = 'boot'", BootIdentity.Current);
            fill(connection);
            connection.Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {IndexSchema.Version}"));
            connection.Commit();
            connection.Query("PRAGMA wal_checkpoint(TRUNCATE)", static row => row.Int(0));
            Log.IndexBuilt(log, path, connection.Number("SELECT count(*) FROM messages") ?? 0, time.GetElapsedTime(started).TotalMilliseconds);
            return new OpenIndex(connection, disk.Identify(path)!.Value);
        }
        catch
        {
            connection.Rollback();
            connection.Dispose();
            throw;
        }
    }
}
