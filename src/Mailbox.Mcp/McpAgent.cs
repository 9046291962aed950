using System.Collections.Concurrent;
using Mailbox.Mcp.Calls;

namespace Mailbox.Mcp;

/// <summary>The agent that this process is: its mailbox once it has registered, and what it holds.</summary>
internal sealed class McpAgent(McpAgentOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentDictionary<Guid, MessageDelivery> _deliveries = new();
    private readonly ConcurrentDictionary<string, TaskClaim> _claims = new(StringComparer.Ordinal);
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
            await CloseAsync(leave: true).ConfigureAwait(false);
            Volatile.Write(ref _mailbox, mailbox);
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
            return await CloseAsync(leave: true).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Hold(MessageDelivery delivery) => _deliveries[delivery.Message.Id] = delivery;

    public void Hold(string list, TaskClaim claim) => _claims[$"{list}/{claim.Task.Id}"] = claim;

    /// <exception cref="CallException">This agent does not hold that message.</exception>
    public MessageDelivery Held(Guid id) => _deliveries.TryGetValue(id, out var delivery)
        ? delivery
        : throw new CallException($"You do not hold message {id}. Take messages with poll_messages; what you took is yours until you settle it or its lease is lost.");

    /// <summary>Null when this agent does not hold it.</summary>
    public TaskClaim? HeldTask(string list, string id) => _claims.GetValueOrDefault($"{list}/{id}");

    public void LetGo(Guid id) => _deliveries.TryRemove(id, out _);

    public void LetGo(string list, string id) => _claims.TryRemove($"{list}/{id}", out _);

    public async ValueTask DisposeAsync()
    {
        await CloseAsync(leave: false).ConfigureAwait(false);
        _gate.Dispose();
    }

    private async Task<bool> CloseAsync(bool leave)
    {
        if (Interlocked.Exchange(ref _mailbox, null) is not { } mailbox)
        {
            return false;
        }

        // What it held goes back with the mailbox.
        _deliveries.Clear();
        _claims.Clear();
        if (leave)
        {
            await mailbox.LeaveAsync().ConfigureAwait(false);
        }

        await mailbox.DisposeAsync().ConfigureAwait(false);
        return true;
    }
}
