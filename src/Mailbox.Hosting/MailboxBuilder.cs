using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Mailbox.Hosting;

/// <summary>Adds agents to a host.</summary>
public sealed class MailboxBuilder
{
    private readonly IConfiguration? _configuration;

    internal MailboxBuilder(IServiceCollection services, IConfiguration? configuration) => (Services, _configuration) = (services, configuration);

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>
    /// Adds an agent that runs a class with [Handles] methods. Each message gets an object of its own, from a scope of its own; register the class
    /// yourself to have it live longer.
    /// </summary>
    /// <param name="name">The agent's name.</param>
    /// <param name="configure">How it works.</param>
    /// <typeparam name="THandler">The class.</typeparam>
    public MailboxBuilder AddAgent<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(string name, Action<AgentOptions>? configure = null)
        where THandler : class, IMessageHandler
    {
        Services.TryAddScoped<THandler>();
        return Add(name, typeof(THandler), configure);
    }

    /// <summary>Adds an agent that only sends and asks; get its mailbox from <see cref="MailboxAgents"/>.</summary>
    /// <param name="name">The agent's name.</param>
    public MailboxBuilder AddAgent(string name) => Add(name, handler: null, configure: null);

    private MailboxBuilder Add(string name, Type? handler, Action<AgentOptions>? configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (Services.Any(service => service.ImplementationInstance is AgentRegistration registered && registered.Name == name))
        {
            throw new ArgumentException($"An agent named '{name}' was added already. To handle more of its messages at a time, raise AgentOptions.Concurrency.", nameof(name));
        }

        var options = Services.AddOptions<AgentOptions>(name).ValidateOnStart();
        if (_configuration is not null)
        {
            options.Bind(_configuration.GetSection("Agents").GetSection(name));
        }

        if (configure is not null)
        {
            options.Configure(configure);
        }

        var registration = new AgentRegistration(name, handler);
        Services.AddSingleton(registration);
        Services.AddSingleton<IHostedService>(provider => new AgentService(
            registration, provider, provider.GetRequiredService<IOptions<MailboxHostOptions>>().Value, provider.GetRequiredService<IOptionsMonitor<AgentOptions>>().Get(name), provider.GetRequiredService<MailboxAgents>()));
        return this;
    }
}
