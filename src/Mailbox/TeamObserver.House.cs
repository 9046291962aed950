namespace Mailbox;

/// <summary>Keeping house.</summary>
public sealed partial class TeamObserver
{
    /// <summary>Removes settled messages, posts, publications and tasks that are past their retention, and leftovers of processes that died.</summary>
    /// <param name="retention">What to keep; default as opened.</param>
    /// <param name="dryRun">True: only count.</param>
    /// <param name="progress">Told how many agents' mail has been gone through.</param>
    /// <param name="cancel">Stops between two files.</param>
    public async ValueTask<CleanReport> CleanAsync(RetentionOptions? retention = null, bool dryRun = false, IProgress<WorkProgress>? progress = null, CancellationToken cancel = default)
    {
        ThrowIfClosed();
        return await _house.CleanAsync(retention ?? _options.Retention, dryRun, progress, cancel).ConfigureAwait(false);
    }

    /// <summary>Makes the index anew from the files, in one transaction. Answers the number of messages.</summary>
    /// <param name="progress">Told how many files have been read.</param>
    /// <param name="cancel">Stops before it begins.</param>
    public async ValueTask<int> RebuildIndexAsync(IProgress<WorkProgress>? progress = null, CancellationToken cancel = default) => await Store.RebuildIndexAsync(progress, cancel).ConfigureAwait(false);

    /// <summary>Compares the index with one made from the files just now.</summary>
    /// <param name="progress">Told how many files have been read; where there are differences, a second time.</param>
    /// <param name="cancel">Stops before it begins.</param>
    public async ValueTask<VerificationReport> VerifyAsync(IProgress<WorkProgress>? progress = null, CancellationToken cancel = default) => await Store.VerifyAsync(progress, cancel).ConfigureAwait(false);
}
