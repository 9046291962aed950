using Mailbox.Store.Spool;

namespace Mailbox.Store;

/// <summary>
/// Files of replies that their askers have, and that are not settled yet. That can wait for the next transaction, or for a moment: if this process dies
/// before, the reply is still in the inbox, and nobody waits for it. Used by many threads.
/// </summary>
internal sealed class GivenReplies
{
    /// <summary>Long enough that who asks one question after the other settles several answers in one transaction.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly Lock _sync = new();
    private List<ReadFile> _files = [];
    private TaskCompletionSource _settled = new();
    private int _taken;

    public GivenReplies() => _settled.SetResult();

    /// <summary>Raised a moment after there is one again.</summary>
    public event Action? Due;

    /// <summary>Gives the replies in some files to who waits for them, and keeps the files in which there is nothing else; under the lock, so that who has a reply finds it here.</summary>
    public List<ReadFile> Give(List<MessageFile> files, Func<MessageFile, IReadOnlyList<Message>> give)
    {
        lock (_sync)
        {
            var read = files.ConvertAll(file => new ReadFile(file, give(file)));
            var isFirst = _files.Count == 0;
            _files.AddRange(read.Where(static file => file.IsAllGiven));
            if (isFirst && _files.Count > 0)
            {
                _ = TellAsync();
            }

            return read;
        }
    }

    /// <summary>Completes when nobody is settling any that it has taken.</summary>
    public Task Settled
    {
        get
        {
            lock (_sync)
            {
                return _settled.Task;
            }
        }
    }

    /// <summary>Has those that wait written, and more behind them. If that fails they wait again, for the next transaction or the next pulse; what is settled already stays so.</summary>
    public async Task<T> WriteAsync<T>(IReadOnlyList<ReadFile> more, Func<List<ReadFile>, Task<T>> write)
    {
        var taken = TakeAll();
        try
        {
            return await write([.. taken, .. more]).ConfigureAwait(false);
        }
        catch
        {
            lock (_sync)
            {
                _files.AddRange([.. taken, .. more.Where(static file => file.Given.Count > 0)]);
            }

            throw;
        }
        finally
        {
            Finish(taken);
        }
    }

    private List<ReadFile> TakeAll()
    {
        lock (_sync)
        {
            var files = _files;
            _files = [];
            if (files.Count > 0 && _taken++ == 0)
            {
                _settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return files;
        }
    }

    private void Finish(List<ReadFile> taken)
    {
        lock (_sync)
        {
            if (taken.Count > 0 && --_taken == 0)
            {
                _settled.SetResult();
            }
        }
    }

    // By the machine's clock: nothing that anybody sees depends on this moment.
    private async Task TellAsync()
    {
        await Task.Delay(Moment, TimeProvider.System).ConfigureAwait(false);
        Due?.Invoke();
    }
}
