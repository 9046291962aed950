using System.Collections.Concurrent;
using Mailbox.Diagnostics;
using Mailbox.Files;
using Mailbox.Files.Locks;
using Mailbox.Processes;
using Mailbox.Store.Fresh;
using Mailbox.Store.Index;
using Mailbox.Store.Spool;
using Mailbox.Teams;
using Microsoft.Extensions.Logging;

namespace Mailbox.Store;

/// <summary>The store of one team: message files as the truth, a SQLite index beside them. One per process and team, shared by its agents.</summary>
internal sealed partial class FileMessageStore : IMessageStore
{
    private readonly string _folder;
    private readonly MailboxOptions _options;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly MessageSpool _spool;
    private readonly IndexDatabase _index;
    private readonly SpoolSettler _settler;
    private readonly Quarantine _quarantine;
    private readonly UnchangedIndex _unchanged;
    private readonly SpoolIndexer _indexer;
    private readonly SearchText _searchText;
    private readonly LastRead _lastRead;
    private readonly string _owner = ProcessIdentity.Current.ToString();
    private readonly ConcurrentDictionary<string, AgentMonitor> _monitors = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FreshMail> _fresh = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Key, bool Sync), GroupCommit> _commits = new();
    private readonly Dictionary<string, int> _openings = new(StringComparer.Ordinal);
    private bool _hasBooted;

    public FileMessageStore(string folder, MailboxOptions options)
    {
        (_folder, _options, _time) = (folder, options, options.TimeProvider);
        _log = options.LoggerFactory.CreateLogger(MailboxDiagnostics.LogCategory);
        options.Disk.EnsureDirectory(folder);
        _spool = new MessageSpool(options.Disk, folder, options);
        _settler = new SpoolSettler(_spool, options.Durability == Durability.Durable);
        _quarantine = new Quarantine(_spool, _settler, _time);
        _index = new IndexDatabase(options.Disk, _time, Path.Combine(folder, "index.db"), connection => _indexer!.Fill(connection), _log);
        _unchanged = new UnchangedIndex(_index);
        _indexer = new SpoolIndexer(_spool, _index, _unchanged, _settler, _quarantine, _time, _log);
        _searchText = new SearchText(_spool, _index);
        _lastRead = new LastRead(_spool);
    }

    /// <summary>For what else wants its files found fast.</summary>
    public IndexDatabase Index => _index;

    private StoreClock Now => StoreClock.Read(_time);

    public async ValueTask OpenMailboxAsync(string agent, CancellationToken cancel)
    {
        MakeMailbox(agent);
        if (!Volatile.Read(ref _hasBooted))
        {
            await _index.WriteAsync(static connection =>
            {
                ClaimQueries.StartAfterBoot(connection, BootIdentity.Current);
                return true;
            }).ConfigureAwait(false);
            Volatile.Write(ref _hasBooted, true);
        }

        var folder = _spool.Folder(agent);
        var monitor = Open(agent, folder);
        try
        {
            // The index may be older than the folders: look at all of them once, settled mail first. Mail that waits can be a lot; it is
            // looked through in the background, and handed out from the first batch on.
            foreach (var box in (Box[])[Box.Dead, Box.Done, Box.Sent])
            {
                await _indexer.ScanAsync(folder, box).ConfigureAwait(false);
            }
        }
        catch
        {
            await CloseMailboxAsync(agent).ConfigureAwait(false);
            throw;
        }

        monitor.Hint(null);
    }

    public async ValueTask CloseMailboxAsync(string agent)
    {
        AgentMonitor? last = null;
        var key = _spool.Folder(agent).Key;
        lock (_openings)
        {
            if (--_openings[key] == 0)
            {
                _openings.Remove(key);
                _monitors.TryRemove(key, out last);
            }
        }

        if (last is not null)
        {
            await last.DisposeAsync().ConfigureAwait(false);
        }
    }

    public void MakeMailbox(string agent) => Storing("Making a mailbox", () => _spool.MakeAgent(agent));

    public bool HasMailbox(string agent) => _spool.HasAgent(agent);

    public IReadOnlyList<string> ListMailboxes() => [.. _spool.AgentKeys().Select(key => _spool.NameOf(key) ?? key)];

    public Task Arrival(string agent) => Monitor(agent).Arrival;

    public IDisposable OnReplies(string agent, IReplyTaker taker) => Monitor(agent).Desk.Add(taker);

    public async Task RescanAsync()
    {
        await _unchanged.LookAsync().ConfigureAwait(false);
        foreach (var monitor in _monitors.Values)
        {
            monitor.Rescan();
        }

        await _searchText.CatchUpOnceAsync(CancellationToken.None).ConfigureAwait(false);
        await _index.CheckpointAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var monitor in _monitors.Values)
        {
            await monitor.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var fresh in _fresh.Values)
        {
            fresh.Dispose();
        }

        await _index.DisposeAsync().ConfigureAwait(false);
    }

    private ArrivalDesk NewDesk(string agent, AgentFolder folder) =>
        new(folder, _owner, _settler, Fresh(agent), (claim, files) => HandOutAsync(agent, folder, claim, files), _time);

    /// <summary>What this process has in memory of an agent's mail; it outlives the watching over the mailbox, for messages in hand may be settled after it.</summary>
    internal FreshMail Fresh(string agent) => _fresh.TryGetValue(agent, out var fresh)
        ? fresh
        : _fresh.GetOrAdd(agent, _ => new FreshMail(_spool.Folder(agent), agent, _spool, _index, _settler, AcknowledgeInIndexAsync, _time, _log));

    private AgentMonitor Open(string agent, AgentFolder folder)
    {
        lock (_openings)
        {
            _openings[folder.Key] = _openings.GetValueOrDefault(folder.Key) + 1;
            return _monitors.GetOrAdd(folder.Key, _ => new AgentMonitor(folder, _indexer, NewDesk(agent, folder), _options.WatchFolders, _log));
        }
    }

    private AgentMonitor Monitor(string agent) =>
        _monitors.TryGetValue(TeamNames.AgentFile(agent), out var monitor) ? monitor : throw new ObjectDisposedException(agent, "The mailbox is closed.");

    private ProcessLock NewLock(string name) => new(_options.Disk, Path.Combine(_folder, name));

    /// <summary>Gives file errors the form that users meet.</summary>
    private void Storing(string operation, Action work) => Storage.Guard(operation, _folder, work);
}
