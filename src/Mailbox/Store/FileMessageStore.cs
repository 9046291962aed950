using System.Collections.Concurrent;
using Mailbox.Diagnostics;
using Mailbox.Files;
using Mailbox.Files.Locks;
using Mailbox.Processes;
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
    private readonly string _owner = ProcessIdentity.Current.ToString();
    private readonly ConcurrentDictionary<string, AgentMonitor> _monitors = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Key, bool Sync), GroupCommit> _commits = new();
    private int _booted;

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
    }

    /// <summary>For what else wants its files found fast.</summary>
    public IndexDatabase Index => _index;

    private StoreClock Now => StoreClock.Read(_time);

    public async ValueTask OpenMailboxAsync(string agent, CancellationToken cancel)
    {
        MakeMailbox(agent);
        if (Interlocked.Exchange(ref _booted, 1) == 0)
        {
            await _index.WriteAsync(static connection =>
            {
                ClaimQueries.StartAfterBoot(connection, BootIdentity.Current);
                return true;
            }).ConfigureAwait(false);
        }

        var folder = _spool.Folder(agent);
        var monitor = _monitors.GetOrAdd(folder.Key, _ => new AgentMonitor(folder, _indexer, NewDesk(agent, folder), _options.WatchFolders, _log));

        // The index may be older than the folders: look at all of them once, settled mail first. Mail that waits can be a lot; it is
        // looked through in the background, and handed out from the first batch on.
        foreach (var box in (Box[])[Box.Dead, Box.Done, Box.Sent])
        {
            await _indexer.ScanAsync(folder, box).ConfigureAwait(false);
        }

        monitor.Hint(null);
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

        await _index.DisposeAsync().ConfigureAwait(false);
    }

    private ArrivalDesk NewDesk(string agent, AgentFolder folder) =>
        new(folder, _owner, _settler, (arrivals, files) => HandOutAsync(agent, folder, arrivals.Claimed, arrivals.Burials, files), _time);

    private AgentMonitor Monitor(string agent) => _monitors[TeamNames.AgentFile(agent)];

    private ProcessLock NewLock(string name) => new(_options.Disk, Path.Combine(_folder, name));

    /// <summary>Gives file errors the form that users meet.</summary>
    private void Storing(string operation, Action work) => Storage.Guard(operation, _folder, work);
}
