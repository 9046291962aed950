using Mailbox.Diagnostics;
using Mailbox.Files;
using Mailbox.Files.Locks;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Mailbox.Store.Index;

/// <summary>
/// The index file of a team: opened, checked, set aside when it is corrupt, made anew from the files when it is missing. All writes of a
/// process go through one queue, and what waits there together is committed together.
/// </summary>
internal sealed class IndexDatabase : IAsyncDisposable
{
    private const long CheckpointBytes = 4 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Disk _disk;
    private readonly IndexFile _file;
    private readonly ILogger _log;
    private readonly IndexWriteQueue _queue;
    private readonly ProcessLock _checkpointLock;
    private readonly WriterTurns _turns;
    private readonly SemaphoreSlim _readGate = new(1, 1);
    private OpenIndex? _writer;
    private OpenIndex? _reader;
    private bool _isClosed;

    public IndexDatabase(Disk disk, TimeProvider time, string path, Action<IndexConnection> fill, ILogger log)
    {
        (_disk, _log, Path) = (disk, log, path);
        _file = new IndexFile(disk, time, path, fill, log);
        _checkpointLock = new ProcessLock(disk, path + ".checkpoint");
        _queue = new IndexWriteQueue(CommitAsync);
        _turns = new WriterTurns(new ProcessLock(disk, path + ".waiting"), Patience);
    }

    public string Path { get; }

    /// <summary>Runs <paramref name="work"/> in a write transaction. It may run twice, so it must not do anything but read and change the index.</summary>
    public Task<T> WriteAsync<T>(Func<IndexConnection, T> work) => _queue.EnqueueAsync(work);

    /// <summary>Runs <paramref name="work"/> in a read transaction: it sees one state of the index.</summary>
    public async Task<T> ReadAsync<T>(Func<IndexConnection, T> work, CancellationToken cancel)
    {
        await _readGate.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            return await WithRecoveryAsync(async () =>
            {
                _reader = await _file.RefreshAsync(_reader, cancel).ConfigureAwait(false);
                var connection = _reader.Connection;
                try
                {
                    return Read(connection, work);
                }
                catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_BUSY)
                {
                    // Readers wait for nobody, but for one who replays the log after a process was killed.
                    return await IndexFile.Patiently.ExecuteAsync(_ => ValueTask.FromResult(Read(connection, work)), cancel).ConfigureAwait(false);
                }
            }, () => Close(ref _reader)).ConfigureAwait(false);
        }
        finally
        {
            _readGate.Release();
        }
    }

    /// <summary>Moves the log into the database when it has grown, from one process at a time.</summary>
    public async ValueTask CheckpointAsync(bool always = false)
    {
        if (!always && (_disk.Identify(Path + "-wal")?.Length ?? 0) < CheckpointBytes)
        {
            return;
        }

        using var held = _checkpointLock.TryAcquire();
        if (held is not null)
        {
            try
            {
                await MoveMostAsync().ConfigureAwait(false);

                // In the queue, but outside of a transaction: no write of this process runs beside it.
                await _queue.EnqueueAloneAsync(() => _writer?.Connection.Query("PRAGMA wal_checkpoint(TRUNCATE)", static row => row.Int(0))).ConfigureAwait(false);
            }
            catch (Exception e) when (Translate(e) is not null)
            {
                throw Translate(e)!;
            }
        }
    }

    /// <summary>Most of the log is moved beside those who write; they wait for what is left of it, a third of the time.</summary>
    private async ValueTask MoveMostAsync()
    {
        using var own = await _file.RefreshAsync(open: null, CancellationToken.None).ConfigureAwait(false);
        own.Connection.Query("PRAGMA wal_checkpoint(PASSIVE)", static row => row.Int(0));
    }

    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync().ConfigureAwait(false);
        await _readGate.WaitAsync().ConfigureAwait(false);
        _isClosed = true;
        Close(ref _reader);
        Close(ref _writer);
        _readGate.Release(); // Who waits there still gets an error instead of waiting for ever; the gate has no handle that would have to be disposed.
    }

    private static T Read<T>(IndexConnection connection, Func<IndexConnection, T> work)
    {
        connection.Run("BEGIN");
        try
        {
            return work(connection);
        }
        finally
        {
            connection.Rollback();
        }
    }

    private Task<bool> CommitAsync(Action<IndexConnection> work) => WithRecoveryAsync(async () =>
    {
        _writer = await _file.RefreshAsync(_writer, CancellationToken.None).ConfigureAwait(false);
        var connection = _writer.Connection;
        await _turns.BeginAsync(connection).ConfigureAwait(false);
        try
        {
            work(connection);
            connection.Commit();
            _turns.Committed();
            return true;
        }
        catch
        {
            connection.Rollback();
            throw;
        }
    }, () => Close(ref _writer));

    /// <summary>Runs <paramref name="work"/>; if the index turns out to be corrupt it is set aside and made anew, and the work is done once more.</summary>
    private async Task<T> WithRecoveryAsync<T>(Func<Task<T>> work, Action close)
    {
        var seen = _file.Identify();
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (SqliteException e) when (IndexFile.IsDamage(e))
        {
            Log.IndexDamaged(_log, Path, e);
            close();
        }
        catch (Exception e) when (Translate(e) is not null)
        {
            if (e is SqliteException { SqliteErrorCode: not (SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED) })
            {
                close(); // Who comes next begins afresh: a connection may remember half of what went wrong.
            }

            throw Translate(e)!;
        }

        try
        {
            await _file.SetAsideAsync(seen, CancellationToken.None).ConfigureAwait(false);
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (Translate(e) is not null)
        {
            throw Translate(e)!;
        }
    }

    private MailboxException? Translate(Exception error) => error switch
    {
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED } or Polly.Timeout.TimeoutRejectedException
            => new MailboxIndexException(Path, $"stayed locked by another process. Find who holds it (fuser {Path}); the messages are not affected.", error),
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL or SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_PERM }
            or IOException or UnauthorizedAccessException
            => new MailboxStorageException("Using the index", Path, error),
        SqliteException => new MailboxIndexException(Path, $"gave an error that was not expected: {error.Message}", error),
        _ => null,
    };

    private static void Close(ref OpenIndex? index)
    {
        index?.Dispose();
        index = null;
    }
}
