using System.Net;
using Mailbox.Inspector.Access;
using Mailbox.Inspector.Api;
using Mailbox.Inspector.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Mailbox.Inspector;

/// <summary>The page: a web server on the loopback address, which shows one team to whoever has the link.</summary>
public sealed class InspectorServer : IAsyncDisposable
{
    /// <summary>How soon the page sees a change.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(400);
    private readonly WebApplication _app;
    private readonly Doorkeeper _door;
    private readonly LiveFeed _feed;
    private readonly Correspondent? _correspondent;
    private readonly TeamObserver _team;
    private readonly TeamSnapshots _snapshots;

    private InspectorServer(WebApplication app, Doorkeeper door, LiveFeed feed, TeamSnapshots snapshots, Correspondent? correspondent, TeamObserver team) =>
        (_app, _door, _feed, _snapshots, _correspondent, _team) = (app, door, feed, snapshots, correspondent, team);

    /// <summary>The team's name.</summary>
    public string Team => _team.Team;

    /// <summary>Where it listens, such as <c>http://127.0.0.1:4711/</c>.</summary>
    public Uri Address => new(_app.Urls.Single() + "/");

    /// <summary>The link that opens it. It works once, in one browser, which then has a cookie.</summary>
    public Uri Link => new(Address, $"?{Doorkeeper.TokenName}={_door.Token}");

    /// <summary>Opens the team and begins to listen.</summary>
    /// <exception cref="TeamNotFoundException">There is no such team.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<InspectorServer> StartAsync(InspectorOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new InspectorOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Port, IPEndPoint.MinPort, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Port, IPEndPoint.MaxPort, nameof(options));
        var mailbox = options.Mailbox with { RescanInterval = options.Mailbox.RescanInterval < Look ? options.Mailbox.RescanInterval : Look };
        var team = await TeamObserver.OpenAsync(options.Team, mailbox, cancel).ConfigureAwait(false);
        var snapshots = new TeamSnapshots(team, options);
        var feed = new LiveFeed(team, snapshots, mailbox.TimeProvider);
        var correspondent = options.IsWritable ? new Correspondent(team.Team, options.SendAs, mailbox) : null;
        var door = new Doorkeeper();
        var app = Build(options, door, feed, snapshots, team, correspondent);
        try
        {
            await app.StartAsync(cancel).ConfigureAwait(false);
        }
        catch
        {
            await app.DisposeAsync().ConfigureAwait(false);
            await feed.DisposeAsync().ConfigureAwait(false);
            snapshots.Dispose();
            await team.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        feed.Start();
        return new InspectorServer(app, door, feed, snapshots, correspondent, team);
    }

    /// <summary>Stops listening and closes the team.</summary>
    public async ValueTask DisposeAsync()
    {
        await _feed.DisposeAsync().ConfigureAwait(false);
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        if (_correspondent is not null)
        {
            await _correspondent.DisposeAsync().ConfigureAwait(false);
        }

        _snapshots.Dispose();
        await _team.DisposeAsync().ConfigureAwait(false);
    }

    private static WebApplication Build(InspectorOptions options, Doorkeeper door, LiveFeed feed, TeamSnapshots snapshots, TeamObserver team, Correspondent? correspondent)
    {
        // Empty: no configuration of the machine's, no environment variable and no appsettings.json may make it listen elsewhere.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.Mailbox.MaxMessageBytes * 2L;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<JsonOptions>(static json => InspectorJson.Configure(json.SerializerOptions));
        var app = builder.Build();
        app.UseMiddleware<Failures>();
        app.UseMiddleware<HostRules>();
        app.UseMiddleware<SecurityHeaders>();
        app.Use(door.InvokeAsync);
        app.UseRouting();
        PageFiles.Map(app);
        TeamApi.Map(app, team, snapshots);
        MessagesApi.Map(app, team);
        EventsApi.Map(app, feed);
        ByHandApi.Map(app, team, correspondent);
        return app;
    }
}
