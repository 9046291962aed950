using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Mailbox.Hosting;

/// <summary>Runs one agent: it joins, handles, joins the next team when this one ends, and on stop finishes what it has begun.</summary>
internal sealed class AgentService(AgentRegistration agent, IServiceProvider services, MailboxHostOptions host, AgentOptions options, MailboxAgents agents) : BackgroundService
{
    private readonly ILogger _log = services.GetRequiredService<ILoggerFactory>().CreateLogger(MailboxDiagnostics.LogCategory);
    private readonly CancellationTokenSource _handling = new();

    /// <summary>Takes no more messages and lets handlers finish; when <paramref name="cancellationToken"/> says that the host's patience is over, they are cancelled, and what they held is given back.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        using (cancellationToken.Register(_handling.Cancel))
        {
            // Not with the host's token: a mailbox that is not disposed gives nothing back.
            await base.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _handling.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var state = agents.Find(agent.Name);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await ServeAsync(state, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            state.Leave(trouble: null); // The host stops.
        }
        catch (Exception e)
        {
            state.Leave(e); // The health check tells; the host decides what a service that failed means.
            throw;
        }
    }

    /// <summary>From joining a team to its end, a shutdown request, or the host's.</summary>
    private async Task ServeAsync(AgentState state, CancellationToken stop)
    {
        var mailbox = await JoinAsync(state, stop).ConfigureAwait(false);
        await using (mailbox.ConfigureAwait(false))
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
            if (host.Team is null)
            {
                mailbox.TeamEnded += (_, _) => ended.Cancel(); // The live team of this folder: another one will come.
            }

            if (agent.Handler is null)
            {
                mailbox.NameLost += (_, _) => ended.Cancel(); // Another process has the name: wait until it is free again. A handler's loops end by themselves.
            }

            state.Join(mailbox);
            try
            {
                await RunAsync(mailbox, ended.Token).ConfigureAwait(false);
            }
            finally
            {
                state.Leave(trouble: null);
            }

            if (!ended.IsCancellationRequested && !mailbox.HasLostName)
            {
                // Claude Code asked it to shut down, and it agreed. It does not come back by itself.
                HostLog.ShutDown(_log, agent.Name, mailbox.Team);
                await Task.Delay(Timeout.InfiniteTimeSpan, host.Mailbox.TimeProvider, stop).ConfigureAwait(false);
            }
        }
    }

    private Task RunAsync(AgentMailbox mailbox, CancellationToken receiving) => agent.Handler is null
        ? UntilCancelledAsync(receiving)
        : HandleAsync(mailbox, new ScopedHandler(services.GetRequiredService<IServiceScopeFactory>(), agent.Handler, options, host.Mailbox.TimeProvider), receiving);

    private async Task HandleAsync(AgentMailbox mailbox, ScopedHandler handler, CancellationToken receiving)
    {
        using var working = CancellationTokenSource.CreateLinkedTokenSource(receiving);
        List<Task> loops = [mailbox.RunAsync(handler, new ReceiveOptions { Concurrency = options.Concurrency, Prefetch = options.Prefetch, StopReceiving = working.Token }, _handling.Token)];
        if (options.WorksOnTasks)
        {
            loops.Add(mailbox.Tasks.RunAsync(handler, new TaskWorkOptions { Concurrency = options.Concurrency, StopClaiming = working.Token }, _handling.Token));
        }

        // What ends one ends the other, an error, too: an agent that does half of its work looks as if it did all.
        await Task.WhenAny(loops).ConfigureAwait(false);
        await working.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(loops).ConfigureAwait(false);
    }

    private async Task UntilCancelledAsync(CancellationToken cancel)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, host.Mailbox.TimeProvider, cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // That is what it waited for.
        }
    }

    private async Task<AgentMailbox> JoinAsync(AgentState state, CancellationToken stop)
    {
        var untilThere = new ResiliencePipelineBuilder { Name = "join", TimeProvider = host.Mailbox.TimeProvider }
            .AddRetry(new RetryStrategyOptions
            {
                // Claude Code may not have been started yet, or writes its config just now; a disk may be full. None of it is for ever.
                ShouldHandle = new PredicateBuilder().Handle<TeamNotFoundException>().Handle<TeamConfigException>().Handle<MailboxStorageException>().Handle<MailboxIndexException>().Handle<NameHeldException>(),
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(250),
                BackoffType = DelayBackoffType.Exponential,
                MaxDelay = TimeSpan.FromSeconds(5),
                OnRetry = attempt =>
                {
                    state.Leave(attempt.Outcome.Exception);
                    HostLog.CannotJoin(_log, agent.Name, attempt.Outcome.Exception);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
        var how = options.Profile is { } profile ? host.Mailbox with { Profile = profile } : host.Mailbox;
        return await untilThere.ExecuteAsync(
            async token => host.Team is { } team
                ? await AgentMailbox.JoinAsync(team, agent.Name, how, token).ConfigureAwait(false)
                : await AgentMailbox.JoinAsync(agent.Name, how, token).ConfigureAwait(false),
            stop).ConfigureAwait(false);
    }
}
