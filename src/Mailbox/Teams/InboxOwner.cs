using System.Collections.Concurrent;
using Mailbox.Files;
using Polly;
using Polly.Retry;

namespace Mailbox.Teams;

/// <summary>
/// Hands mail to the owner of an inbox at a moment in which it does not get lost. A client of the named era reads what is unread, and a
/// moment later marks everything in the file as read, also what was appended in between, which its model then never sees (seen on 2.1.50:
/// 3 of 100 messages in every second run). So for such a client mail waits until nothing unread lies before it. A client of the session
/// era takes out what it has delivered, and needs no waiting.
/// </summary>
internal sealed class InboxOwner
{
    /// <summary>How long an owner may take to read, before it is taken for one that does not look. The real client looks once a second.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Disk _disk;
    private readonly ForeignInbox _inbox;
    private readonly Lazy<ResiliencePipeline<bool>> _untilRead;

    /// <summary>Inboxes that were appended to although unread mail lay there, as they were afterwards: while nobody touches them, nobody looks.</summary>
    private readonly ConcurrentDictionary<string, FileIdentity?> _unwatched = new(StringComparer.Ordinal);

    public InboxOwner(Disk disk, ForeignInbox inbox, TimeSpan patience)
    {
        (_disk, _inbox) = (disk, inbox);
        var look = TimeSpan.FromMilliseconds(50);
        _untilRead = new(() => new ResiliencePipelineBuilder<bool> { Name = "until the inbox is read" }
            .AddRetry(new RetryStrategyOptions<bool>
            {
                ShouldHandle = static attempt => ValueTask.FromResult(attempt.Outcome.Result is false && attempt.Outcome.Exception is null),
                MaxRetryAttempts = Math.Max(1, (int)(patience / look)),
                Delay = look,
            })
            .Build());
    }

    /// <summary>Adds entries at the end of an inbox. On return they are there, whether its owner looked or not.</summary>
    public async ValueTask HandOverAsync(string path, IReadOnlyList<byte[]> entries, bool sync, TeamEra era, CancellationToken cancel)
    {
        if (era == TeamEra.Named && !IsUnwatched(path) && await AppendWhenReadAsync(path, entries, sync, cancel).ConfigureAwait(false))
        {
            return;
        }

        await _inbox.AppendAsync(path, entries, sync, cancel).ConfigureAwait(false);
        if (era == TeamEra.Named)
        {
            _unwatched[path] = _disk.Identify(path);
        }
    }

    private bool IsUnwatched(string path) => _unwatched.TryGetValue(path, out var left) && left == _disk.Identify(path);

    private ValueTask<bool> AppendWhenReadAsync(string path, IReadOnlyList<byte[]> entries, bool sync, CancellationToken cancel) =>
        _untilRead.Value.ExecuteAsync(token => _inbox.TryAppendAsync(path, entries, sync, onlyWhenAllIsRead: true, token), cancel);
}
