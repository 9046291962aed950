using Mailbox.Store.Fresh;
using Mailbox.Store.Index;
using Mailbox.Store.Spool;

namespace Mailbox.Store;

/// <summary>
/// Hands out what comes to an agent: a reply to who waits for it as soon as its file is read, a message to who has found nothing to claim in the very transaction
/// that brings it in. It saves each of them a transaction of its own, and reading the file once more.
/// </summary>
/// <param name="folder">The agent's.</param>
/// <param name="owner">This process.</param>
/// <param name="settler">Moves files.</param>
/// <param name="fresh">What is handed out before the index knows it.</param>
/// <param name="handOut">Makes claims of rows; given the files that were just read.</param>
/// <param name="time">The clock.</param>
internal sealed class ArrivalDesk(AgentFolder folder, string owner, SpoolSettler settler, FreshMail fresh, Func<ClaimResult, IReadOnlyList<MessageFile>, Task<IReadOnlyList<Claim>>> handOut, TimeProvider time)
{
    private readonly Lock _sync = new();
    private readonly LinkedList<ClaimWaiter> _waiters = new();
    private IReplyTaker[] _takers = [];

    /// <summary>Replies that are yet to be settled.</summary>
    public GivenReplies Given { get; } = new();

    /// <summary>What has come and is not in the index yet.</summary>
    public FreshMail Fresh => fresh;

    /// <summary>Reads what stands in line, and hands it out to those who wait.</summary>
    public async Task ReadOnAsync()
    {
        bool hasRead;
        do
        {
            hasRead = await fresh.TryReadOnAsync().ConfigureAwait(false);
            while (fresh.HasWaiting && NextInLine() is { } waiter)
            {
                waiter.Serve(fresh.Claim(waiter.Max, waiter.Lease)); // When it was none after all it asks again.
            }
        }
        while (hasRead);
    }

    public void Wait(ClaimWaiter waiter)
    {
        lock (_sync)
        {
            _waiters.AddLast(waiter);
        }
    }

    /// <summary>False when it is being served: then what it gets must be taken.</summary>
    public bool TryLeave(ClaimWaiter waiter)
    {
        lock (_sync)
        {
            return _waiters.Remove(waiter);
        }
    }

    public IDisposable Add(IReplyTaker taker)
    {
        lock (_sync)
        {
            _takers = [.. _takers, taker];
        }

        return new Subscription(this, taker);
    }

    /// <summary>Who is served next, if there is something to claim in these files; <see cref="ClaimWaiter.Serve"/> must come.</summary>
    public ClaimWaiter? Next(List<MessageFile> files)
    {
        return HaveMail(files) ? NextInLine() : null;
    }

    /// <summary>Gives the replies in a file to who waits for them; answers those that were wanted.</summary>
    public IReadOnlyList<Message> Give(MessageFile file) => Array.Exists(_takers, static taker => taker.IsWaiting)
        ? [.. file.Replies.Where(reply => Array.Exists(_takers, taker => taker.TryTake(reply)))]
        : [];

    /// <summary>In the transaction: it may run twice, so it only changes the index.</summary>
    /// <param name="connection">The index.</param>
    /// <param name="given">The replies that were given away.</param>
    /// <param name="waiter">Who waits for something to claim.</param>
    public Arrivals Take(IndexConnection connection, IReadOnlyCollection<Message> given, ClaimWaiter? waiter)
    {
        var now = StoreClock.Read(time);
        List<FileMove?> moves = [.. given.Select(reply => ReplyQueries.SettleGiven(connection, folder.Key, reply, now))];
        return new Arrivals(moves, waiter is null ? null : ClaimQueries.Claim(connection, folder.Key, Fresh.Consumer, waiter.Max, owner, waiter.Lease, waiter.MaxAttempts, now));
    }

    /// <summary>After the commit.</summary>
    public async Task FinishAsync(Arrivals arrivals, List<MessageFile> files, ClaimWaiter? waiter)
    {
        if (arrivals.Claim is { } claim)
        {
            Fresh.Enter(claim, waiter!.Max);
            waiter.Serve(await handOut(claim, files).ConfigureAwait(false));
        }

        arrivals.Moves.ForEach(settler.Apply);
    }

    /// <summary>Tells of replies that may have come.</summary>
    public async Task MatchAsync(IReadOnlyList<Message> replies)
    {
        foreach (var taker in _takers)
        {
            await taker.MatchAsync(replies).ConfigureAwait(false);
        }
    }

    /// <summary>Whether there is anything in these files that is handed out in its turn; replies are not.</summary>
    public static bool HaveMail(List<MessageFile> files) => files.Exists(static file => file.Entries.Any(static entry => entry.Message is { IsReply: false }));

    private ClaimWaiter? NextInLine()
    {
        lock (_sync)
        {
            if (_waiters.First is not { Value: var waiter })
            {
                return null;
            }

            _waiters.RemoveFirst();
            return waiter;
        }
    }

    private sealed class Subscription(ArrivalDesk desk, IReplyTaker taker) : IDisposable
    {
        public void Dispose()
        {
            lock (desk._sync)
            {
                desk._takers = [.. desk._takers.Where(one => one != taker)];
            }
        }
    }
}
