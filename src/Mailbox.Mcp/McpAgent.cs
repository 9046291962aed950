using System.Collections.Concurrent;
using Mailbox.Mcp.Calls;

namespace Mailbox.Mcp;

/// <summary>The agent that this process is: its mailbox once it has registered, and what it holds.</summary>
internal sealed class McpAgent(McpAgentOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentDictionary<Guid, (AgentMailbox Mailbox, MessageDelivery Delivery)> _deliveries = new();
    private readonly ConcurrentDictionary<string, (AgentMailbox Mailbox, TaskClaim Claim)> _claims = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AgentMailbox? _mailbox;
    private string _problem = "";

    /// <summary>Null until it has registered.</summary>
    public AgentMailbox? Joined => Volatile.Read(ref _mailbox);

    /// <exception cref="CallException">It has not registered.</exception>
    public AgentMailbox Mailbox => Joined ?? throw new CallException($"You are not in a team yet. {Volatile.Read(ref _problem)}Call register_agent with a name of your choice first.");

    /// <summary>Completes when the name that the process was started with has been tried: calls that come before wait for it.</summary>
    public Task Begun => _begun.Task;

    public void Begin() => _begun.TrySetResult();

    /// <summary>Why it is in no team although it should be.</summary>
    public void CouldNotJoin(string problem) => Volatile.Write(ref _problem, problem + " ");

    /// <summary>Joins under a name, or changes what is told under the one it has. Another name means leaving the first.</summary>
    public async Task<AgentMailbox> RegisterAsync(string name, AgentProfile profile, CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            profile = profile with { Harness = options.Harness };
            if (_mailbox is { } joined && joined.Name == name)
            {
                await joined.RegisterAsync(profile, cancel).ConfigureAwait(false);
                return joined;
            }

            var how = options.Mailbox with { Profile = profile };
            var mailbox = options.Team is { } team
                ? await AgentMailbox.JoinAsync(team, name, how, cancel).ConfigureAwait(false)
                : await AgentMailbox.JoinAsync(name, how, cancel).ConfigureAwait(false);
            var before = Interlocked.Exchange(ref _mailbox, mailbox);
            mailbox.NameLost += (_, _) => Lose(mailbox);
            await CloseAsync(before, leave: true).ConfigureAwait(false);
            return mailbox;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Leaves the team; false when it was in none.</summary>
    public async Task<bool> DeregisterAsync(CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return await CloseAsync(Interlocked.Exchange(ref _mailbox, null), leave: true).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Holds a message until it is settled, or its lease is lost.</summary>
    public void Hold(AgentMailbox mailbox, MessageDelivery delivery)
    {
        _deliveries[delivery.Message.Id] = (mailbox, delivery);
        delivery.LeaseLost.Register(() => LetGo(delivery.Message.Id));
    }

    public void Hold(AgentMailbox mailbox, string list, TaskClaim claim)
    {
        _claims[$"{list}/{claim.Task.Id}"] = (mailbox, claim);
        claim.LeaseLost.Register(() => LetGo(list, claim.Task.Id));
    }

    /// <exception cref="CallException">This agent does not hold that message.</exception>
    public MessageDelivery Held(Guid id) => _deliveries.TryGetValue(id, out var held)
        ? held.Delivery
        : throw new CallException($"You do not hold message {id}. Take messages with poll_messages; what you took is yours until you settle it or its lease is lost.");

    /// <summary>Null when this agent does not hold it.</summary>
    public TaskClaim? HeldTask(string list, string id) => _claims.TryGetValue($"{list}/{id}", out var held) ? held.Claim : null;

    public void LetGo(Guid id) => _deliveries.TryRemove(id, out _);

    public void LetGo(string list, string id) => _claims.TryRemove($"{list}/{id}", out _);

    public async ValueTask DisposeAsync()
    {
        await CloseAsync(Interlocked.Exchange(ref _mailbox, null), leave: false).ConfigureAwait(false);
        _gate.Dispose();
    }

    /// <summary>This process was stopped for so long that another took the name.</summary>
    private void Lose(AgentMailbox mailbox)
    {
        if (Interlocked.CompareExchange(ref _mailbox, null, mailbox) == mailbox)
        {
            Forget(mailbox);
            CouldNotJoin($"This process gave no sign of life for a while, and another has taken the name '{mailbox.Name}'; what you held went back.");
        }
    }

    private void Forget(AgentMailbox mailbox)
    {
        foreach (var (id, _) in _deliveries.Where(held => held.Value.Mailbox == mailbox))
        {
            _deliveries.TryRemove(id, out _);
        }

        foreach (var (id, _) in _claims.Where(held => held.Value.Mailbox == mailbox))
        {
            _claims.TryRemove(id, out _);
        }
    }

    private async Task<bool> CloseAsync(AgentMailbox? mailbox, bool leave)
    {
        if (mailbox is null)
        {
            return false;
        }

        // What it held goes back with the mailbox.
        Forget(mailbox);
        try
        {
            if (leave)
            {
                await mailbox.LeaveAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            await mailbox.DisposeAsync().ConfigureAwait(false);
        }

        return true;
    }
}
