using Mailbox.Store.Index;
using Mailbox.Store.Spool;

namespace Mailbox.Store;

/// <summary>
/// Hands out what comes to an agent in the very transaction that brings it in: a reply to who waits for it, a message to who has found nothing to claim. It saves
/// each of them a transaction of its own, and reading the file once more.
/// </summary>
/// <param name="folder">The agent's.</param>
/// <param name="owner">This process.</param>
/// <param name="settler">Moves files.</param>
/// <param name="handOut">Makes claims of rows; given the files that were just read.</param>
/// <param name="time">The clock.</param>
internal sealed class ArrivalDesk(AgentFolder folder, string owner, SpoolSettler settler, Func<Arrivals, IReadOnlyList<MessageFile>, Task<IReadOnlyList<Claim>>> handOut, TimeProvider time)
{
    private readonly Lock _sync = new();
    private readonly LinkedList<ClaimWaiter> _waiters = new();
    private IReplyTaker[] _takers = [];

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
        lock (_sync)
        {
            if (_waiters.First is not { Value: var waiter } || !files.Exists(static file => file.Entries.Any(static entry => entry.Message is { IsReply: false })))
            {
                return null;
            }

            _waiters.RemoveFirst();
            return waiter;
        }
    }

    /// <summary>In the transaction: it may run twice, so it only changes the index.</summary>
    public Arrivals Take(IndexConnection connection, List<AddedFile> files, ClaimWaiter? waiter)
    {
        var now = StoreClock.Read(time);
        List<(Message, FileMove?)> replies = [];
        foreach (var reply in files.SelectMany(static file => file.Replies).Where(reply => Taker(reply) is not null))
        {
            if (ReplyQueries.TakeThis(connection, folder.Key, reply, now) is { } taken)
            {
                replies.Add((reply, taken.Move));
            }
        }

        if (waiter is null)
        {
            return new Arrivals(replies, [], []);
        }

        var (claimed, burials) = ClaimQueries.Claim(connection, folder.Key, waiter.Max, owner, waiter.Lease, waiter.MaxAttempts, now);
        return new Arrivals(replies, claimed, burials);
    }

    /// <summary>After the commit; answers the replies that nobody has taken.</summary>
    public async Task<IReadOnlyList<Message>> FinishAsync(Arrivals arrivals, List<AddedFile> files, ClaimWaiter? waiter)
    {
        foreach (var (reply, _) in arrivals.Replies)
        {
            Taker(reply)?.Take(reply); // Who stopped waiting meanwhile looks once more, and finds it settled.
        }

        if (waiter is not null)
        {
            waiter.Serve(await handOut(arrivals, files.ConvertAll(static file => file.File)).ConfigureAwait(false));
        }

        arrivals.Replies.ForEach(taken => settler.Apply(taken.Move));
        var given = arrivals.Replies.Select(static taken => taken.Reply.Id).ToHashSet();
        return [.. files.SelectMany(static file => file.Replies).Where(reply => !given.Contains(reply.Id))];
    }

    /// <summary>Tells of replies that may have come.</summary>
    public async Task MatchAsync(IReadOnlyList<Message> replies)
    {
        foreach (var taker in _takers)
        {
            await taker.MatchAsync(replies).ConfigureAwait(false);
        }
    }

    private IReplyTaker? Taker(Message reply) => Array.Find(_takers, taker => taker.IsAwaited(reply.CorrelationId!));

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
