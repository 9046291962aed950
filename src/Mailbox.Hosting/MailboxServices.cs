using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mailbox.Hosting;

/// <summary>Adds Mailbox to a host.</summary>
public static class MailboxServices
{
    /// <summary>Adds Mailbox; agents are added to what this returns. Logs go to the host's logger, traces and metrics to where it listens for <see cref="MailboxDiagnostics"/>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Team and options.</param>
    public static MailboxBuilder AddMailbox(this IServiceCollection services, Action<MailboxHostOptions>? configure = null) => Add(services, configuration: null, configure);

    /// <summary>Adds Mailbox as a section of the configuration says: <c>Team</c>, the properties of <see cref="MailboxOptions"/>, and <c>Agents:NAME</c> with those of <see cref="AgentOptions"/>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="section">Such as <c>configuration.GetSection("Mailbox")</c>.</param>
    /// <param name="configure">What the configuration does not say; it comes last.</param>
    [RequiresUnreferencedCode("Options are bound from configuration by reflection.")]
    [RequiresDynamicCode("Options are bound from configuration by reflection.")]
    public static MailboxBuilder AddMailbox(this IServiceCollection services, IConfiguration section, Action<MailboxHostOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(section);
        services.AddOptions<MailboxHostOptions>().Configure(options =>
        {
            options.Team = section[nameof(MailboxHostOptions.Team)] ?? options.Team;
            section.Bind(options.Mailbox);
        });
        return Add(services, section, configure);
    }

    /// <summary>Adds a health check of all agents: unhealthy while one has not joined or has stopped, degraded when its team has ended. Its data tells what waits, is held and failed.</summary>
    public static IHealthChecksBuilder AddMailbox(this IHealthChecksBuilder builder, string name = "mailbox")
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<MailboxHealthCheck>(name);
    }

    private static MailboxBuilder Add(IServiceCollection services, IConfiguration? configuration, Action<MailboxHostOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.AddOptions<MailboxHostOptions>().PostConfigure<ILoggerFactory>(static (options, loggers) =>
            options.Mailbox = options.Mailbox with { LoggerFactory = loggers });
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AgentOptions>, AgentOptionsValidator>());
        services.TryAddSingleton(static provider => new MailboxAgents(provider.GetServices<AgentRegistration>()));
        return new MailboxBuilder(services, configuration);
    }
}
