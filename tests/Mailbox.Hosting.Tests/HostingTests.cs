using System.Text;
using Mailbox.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Mailbox.Hosting.Tests;

public sealed class HostingTests : IAsyncDisposable
{
    private readonly TestFolder _root = new();
    private readonly Journal _journal = new();
    private IHost? _host;
    private bool _isStarted;

    public async ValueTask DisposeAsync()
    {
        if (_isStarted)
        {
            await _host!.StopAsync();
        }

        _host?.Dispose();

        _root.Dispose();
    }

    [Fact]
    public async Task Two_agents_of_a_host_talk_and_each_message_has_a_scope_of_its_own()
    {
        var asker = await StartAsync();

        var first = await asker.RequestAsync(new Work("a"), "worker");
        var second = await asker.RequestAsync(new Work("b"), "worker");

        Assert.Equal("a", first.What);
        Assert.NotEqual(first.Scope, second.Scope);
        await Eventually.HoldsAsync(() => _journal.Ended >= 2);
    }

    [Fact]
    public async Task An_agent_of_a_host_shows_its_profile_and_works_on_tasks()
    {
        var asker = await StartAsync(agent =>
        {
            agent.Profile = new AgentProfile { Capabilities = ["work"] };
            agent.WorksOnTasks = true;
        });
        await Eventually.HoldsAsync(async () => (await asker.FindAgentsAsync(new AgentQuery { AllOf = ["work"], Payload = "test.work" })).Count == 1);

        await asker.Tasks.EnqueueAsync(NewTask.Of(new Work("a")) with { Capabilities = ["work"] });

        await Eventually.HoldsAsync(async () => (await asker.Tasks.GetAsync("1")).State == TaskState.Done);
        Assert.Contains("\"what\":\"a\"", (await asker.Tasks.GetAsync("1")).Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_fails_is_tried_again_while_the_message_is_held()
    {
        _journal.FailuresLeft = 2;
        var asker = await StartAsync(agent =>
        {
            agent.HandlerRetries = 2;
            agent.HandlerRetryDelay = TimeSpan.FromMilliseconds(1);
        });

        Assert.Equal("a", (await asker.RequestAsync(new Work("a"), "worker")).What);

        Assert.Equal(3, _journal.Tries);
        Assert.Equal(1, (await asker.SearchAsync(new MessageQuery { Type = "test.work" }))[0].Attempt);
    }

    [Fact]
    public async Task A_handler_that_takes_too_long_is_cancelled_and_rejected()
    {
        var asker = await StartAsync(agent => agent.HandlerTimeout = TimeSpan.FromMilliseconds(50));

        await asker.SendAsync(new Work("wait"), "worker");

        await Eventually.HoldsAsync(async () => (await asker.SearchAsync(new MessageQuery { Type = "test.work" }))[0].Reason is not null);
        Assert.True(_journal.WasCancelled);
    }

    [Fact]
    public async Task A_stop_lets_the_handler_finish()
    {
        var asker = await StartAsync();
        var receipt = await asker.SendAsync(new Work("wait"), "worker");
        await _journal.Started.Task.WaitAsync(Eventually.Cancel());

        var stopping = _host!.StopAsync();
        await Task.Delay(200);
        Assert.False(stopping.IsCompleted);
        _journal.Gate.SetResult();
        await stopping;

        Assert.False(_journal.WasCancelled);
        Assert.Equal(MessageState.Done, await StateAsync(receipt.MessageId));
    }

    [Fact]
    public async Task A_stop_whose_patience_is_over_gives_back_what_is_held()
    {
        var asker = await StartAsync(shutdown: TimeSpan.FromMilliseconds(300));
        var receipt = await asker.SendAsync(new Work("wait"), "worker");
        await _journal.Started.Task.WaitAsync(Eventually.Cancel());

        await _host!.StopAsync();

        Assert.True(_journal.WasCancelled);
        Assert.Equal(MessageState.Waiting, await StateAsync(receipt.MessageId));
    }

    [Fact]
    public async Task Health_tells_what_waits_and_who_has_not_joined()
    {
        var asker = await StartAsync();
        var health = _host!.Services.GetRequiredService<HealthCheckService>();

        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);
        await asker.SendAsync(new Work("a"), "worker");
        Assert.Contains("dead", (string)(await health.CheckHealthAsync()).Entries["mailbox"].Data["worker"], StringComparison.Ordinal);

        _root.Vanish("teams");
        Assert.Equal(HealthStatus.Degraded, (await health.CheckHealthAsync()).Status);
        await _host.StopAsync();
        var report = await health.CheckHealthAsync();
        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.Contains("'worker' has not joined", report.Entries["mailbox"].Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_come_from_configuration()
    {
        var json = $$$"""{"Mailbox":{"Team":"configured","Root":{{{System.Text.Json.JsonSerializer.Serialize(_root.Path)}}},"Durability":"ProcessCrash","RequestTimeout":"00:00:07","Agents":{"worker":{"Concurrency":3,"HandlerTimeout":"00:00:05"} } } }""";
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json)));
        builder.Services.AddSingleton(_journal).AddScoped<Scoped>().AddMailbox(builder.Configuration.GetSection("Mailbox")).AddAgent<Worker>("worker").AddAgent("asker");
        _host = builder.Build();
        await _host.StartAsync();
        _isStarted = true;

        var options = _host.Services.GetRequiredService<IOptions<MailboxHostOptions>>().Value.Mailbox;
        var worker = _host.Services.GetRequiredService<IOptionsMonitor<AgentOptions>>().Get("worker");
        Assert.Equal((Durability.ProcessCrash, TimeSpan.FromSeconds(7)), (options.Durability, options.RequestTimeout));
        Assert.Equal((3, TimeSpan.FromSeconds(5)), (worker.Concurrency, worker.HandlerTimeout));
        Assert.Equal("configured", (await _host.Services.GetRequiredService<MailboxAgents>().GetAsync("asker", Eventually.Cancel())).Team);
    }

    [Fact]
    public async Task Wrong_options_stop_the_host_with_everything_that_is_wrong()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(agent => (agent.Concurrency, agent.HandlerRetries) = (0, -1)));

        Assert.Equal(2, error.Failures.Count());
        Assert.All(error.Failures, fault => Assert.StartsWith("Agent 'worker': ", fault, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_agent_that_is_not_there_is_told_by_name()
    {
        await StartAsync();
        var error = await Assert.ThrowsAsync<ArgumentException>(async () => await _host!.Services.GetRequiredService<MailboxAgents>().GetAsync("nobody"));
        Assert.Contains("'asker', 'worker'", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddMailbox().AddAgent("a").AddAgent("a"));
    }

    [Fact]
    public async Task An_agent_without_a_team_waits_for_the_live_one_and_joins_the_next_when_it_ends()
    {
        var folder = _root["work"];
        Directory.CreateDirectory(folder);
        _host = Build(options =>
        {
            options.Team = null;
            options.Mailbox = options.Mailbox with { WorkingDirectory = folder };
        });
        await _host.StartAsync();
        _isStarted = true;
        var agents = _host.Services.GetRequiredService<MailboxAgents>();
        var health = _host.Services.GetRequiredService<HealthCheckService>();
        await Eventually.HoldsAsync(async () => (await health.CheckHealthAsync()).Entries["mailbox"].Description?.Contains("No live team", StringComparison.Ordinal) == true);

        MakeTeam("session-11111111", folder);
        Assert.Equal("session-11111111", (await agents.GetAsync("worker", Eventually.Cancel())).Team);

        _root.Vanish("teams", "session-11111111");
        MakeTeam("session-22222222", folder);
        await Eventually.HoldsAsync(async () => (await agents.GetAsync("worker", Eventually.Cancel())).Team == "session-22222222");
    }

    [Fact]
    public async Task An_agent_that_was_shut_down_by_its_lead_stays_down()
    {
        var asker = await StartAsync();
        await asker.SendAsync(new ShutdownRequest("1", "asker", null, DateTimeOffset.UtcNow), "worker");

        await IsShutDownAsync(asker);
    }

    [Fact]
    public async Task A_shutdown_waits_for_the_task_that_is_worked_on_and_takes_no_other()
    {
        var asker = await StartAsync(static agent => agent.WorksOnTasks = true);
        await asker.Tasks.EnqueueAsync(NewTask.Of(new Work("wait")));
        await _journal.Started.Task.WaitAsync(Eventually.Cancel());
        await asker.SendAsync(new ShutdownRequest("1", "asker", null, DateTimeOffset.UtcNow), "worker");
        await Eventually.HoldsAsync(async () => (await asker.SearchAsync(new MessageQuery { Type = "shutdown_request" })).Any(static found => found.State == MessageState.Leased));
        Assert.False(await asker.WaitForMailAsync(TimeSpan.FromMilliseconds(300)));
        var second = await asker.Tasks.EnqueueAsync(NewTask.Of(new Work("a")));

        _journal.Gate.SetResult();

        await IsShutDownAsync(asker);
        Assert.Equal((TaskState.Done, TaskState.Waiting), ((await asker.Tasks.GetAsync("1")).State, (await asker.Tasks.GetAsync(second.Id)).State));
    }

    [Fact]
    public async Task An_agent_whose_work_on_tasks_fails_does_not_go_on_with_half_of_it()
    {
        var asker = await StartAsync(static agent => agent.WorksOnTasks = true);
        var stopped = new TaskCompletionSource();
        _host!.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopped.SetResult);
        await asker.Tasks.EnqueueAsync(NewTask.Of(new Work("wait")));
        await asker.Tasks.EnqueueAsync(NewTask.Of(new Work("a")));
        await _journal.Started.Task.WaitAsync(Eventually.Cancel());

        var taskLock = Directory.GetFiles(_root["mailbox", "team"], "*.lock", SearchOption.AllDirectories).Single(static file => file.Contains("tasks", StringComparison.Ordinal));
        await Eventually.HoldsAsync(() =>
        {
            File.Delete(taskLock); // Whoever takes the lock just then makes it again.
            try
            {
                Directory.CreateDirectory(taskLock);
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        });
        _journal.Gate.SetResult();

        await stopped.Task.WaitAsync(Eventually.Cancel());
    }

    [Fact]
    public async Task An_agent_that_lost_its_name_is_back_once_that_is_free()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It is about /proc.");
        _host = Build(
            static options => options.Mailbox = options.Mailbox with { RescanInterval = TimeSpan.FromMilliseconds(20), HeartbeatInterval = TimeSpan.FromMilliseconds(50) },
            static agent => agent.Profile = new AgentProfile());
        await _host.StartAsync();
        _isStarted = true;
        var agents = _host.Services.GetRequiredService<MailboxAgents>();
        var before = await agents.GetAsync("worker", Eventually.Cancel());
        var card = _root["mailbox", "team", "agents", "worker", "agent.json"];
        await Eventually.HoldsAsync(() =>
        {
            // As another process would write it that found this one dead: process 1 runs.
            var other = System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(card), "\"id\": \"[0-9a-f]+\",\\s+\"process\": \"[^@]+@", $"\"id\": \"x\", \"process\": \"1:{StartOfInit()}@");
            File.WriteAllText(card, other);
            return before.HasLostName;
        });
        File.Delete(card);

        await Eventually.HoldsAsync(async () => await agents.GetAsync("worker", Eventually.Cancel()) is { HasLostName: false } back && back != before);
    }

    /// <summary>The shutdown is approved, and the worker is there no more.</summary>
    private async Task IsShutDownAsync(AgentMailbox asker)
    {
        await foreach (var delivery in asker.ReceiveAsync(cancel: Eventually.Cancel()))
        {
            Assert.Equal("shutdown_approved", delivery.Message.Type);
            await delivery.AcknowledgeAsync();
            break;
        }

        var health = _host!.Services.GetRequiredService<HealthCheckService>();
        await Eventually.HoldsAsync(async () => (await health.CheckHealthAsync()).Status == HealthStatus.Unhealthy);
    }

    private static string StartOfInit()
    {
        var stat = File.ReadAllText("/proc/1/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
    }

    private void MakeTeam(string name, string folder) => _root.Write(
        $"teams/{name}/config.json",
        $$$"""
        {"name":"{{{name}}}","createdAt":1795251570205,"leadAgentId":"team-lead@{{{name}}}","leadSessionId":"x","members":[{"agentId":"team-lead@{{{name}}}","name":"team-lead","agentType":"team-lead","joinedAt":1795251570205,"tmuxPaneId":"","cwd":{{{System.Text.Json.JsonSerializer.Serialize(folder)}}},"subscriptions":[]}],"leadProcess":{"pid":{{{Environment.ProcessId}}}}}
        """);

    private async Task<AgentMailbox> StartAsync(Action<AgentOptions>? agent = null, TimeSpan? shutdown = null)
    {
        _host = Build(static _ => { }, agent, shutdown);
        await _host.StartAsync();
        _isStarted = true;
        var agents = _host.Services.GetRequiredService<MailboxAgents>();
        await agents.GetAsync("worker", Eventually.Cancel());
        return await agents.GetAsync("asker", Eventually.Cancel());
    }

    private IHost Build(Action<MailboxHostOptions> configure, Action<AgentOptions>? agent = null, TimeSpan? shutdown = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = shutdown ?? TimeSpan.FromSeconds(30));
        builder.Services.AddSingleton(_journal).AddScoped<Scoped>();
        builder.Services.AddHealthChecks().AddMailbox();
        builder.Services.AddMailbox(options =>
        {
            (options.Team, options.Mailbox) = ("team", new MailboxOptions { Root = _root.Path, Durability = Durability.ProcessCrash });
            configure(options);
        }).AddAgent<Worker>("worker", agent).AddAgent("asker");
        return builder.Build();
    }

    private async Task<MessageState> StateAsync(Guid id)
    {
        await using var looker = await AgentMailbox.JoinAsync("team", "looker", new MailboxOptions { Root = _root.Path, Durability = Durability.ProcessCrash });
        return (await looker.GetAsync(id))!.State;
    }
}
