using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.Retry;

namespace Mailbox.Hosting;

/// <summary>Handles each try of each message with an object from a scope of its own, in the agent's resilience pipeline.</summary>
internal sealed class ScopedHandler : IMessageHandler
{
    private static readonly ResiliencePropertyKey<MessageContext> Current = new("message");
    private readonly IServiceScopeFactory _scopes;
    private readonly Type _handler;
    private readonly ResiliencePipeline _pipeline;

    public ScopedHandler(IServiceScopeFactory scopes, Type handler, AgentOptions options, TimeProvider time)
    {
        (_scopes, _handler) = (scopes, handler);
        using var scope = scopes.CreateScope();
        Payloads = Resolve(scope.ServiceProvider).Payloads;
        _pipeline = Build(options, time);
    }

    public IReadOnlyList<PayloadContract> Payloads { get; }

    public async ValueTask HandleAsync(MessageContext context, CancellationToken cancel)
    {
        var resilience = ResilienceContextPool.Shared.Get(cancel);
        resilience.Properties.Set(Current, context);
        try
        {
            await _pipeline.ExecuteAsync(
                async (attempt, message) =>
                {
                    var scope = _scopes.CreateAsyncScope();
                    await using (scope.ConfigureAwait(false))
                    {
                        await Resolve(scope.ServiceProvider).HandleAsync(message, attempt.CancellationToken).ConfigureAwait(false);
                    }
                },
                resilience,
                context).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(resilience);
        }
    }

    private IMessageHandler Resolve(IServiceProvider services) => (IMessageHandler)services.GetRequiredService(_handler);

    private static ResiliencePipeline Build(AgentOptions options, TimeProvider time)
    {
        var pipeline = new ResiliencePipelineBuilder { Name = "handler", TimeProvider = time };
        if (options.HandlerRetries > 0)
        {
            pipeline.AddRetry(new RetryStrategyOptions
            {
                // What a second try cannot change, and what is settled already, is not tried again.
                ShouldHandle = static attempt => ValueTask.FromResult(
                    attempt.Outcome.Exception is { } error and not (OperationCanceledException or NotHandledException or PayloadException or ReplyErrorException or LeaseLostException)
                    && attempt.Context.Properties.TryGetValue(Current, out var message) && !message.Delivery.IsSettled),
                MaxRetryAttempts = options.HandlerRetries,
                Delay = options.HandlerRetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            });
        }

        options.ConfigurePipeline?.Invoke(pipeline);
        return options.HandlerTimeout is { } timeout ? pipeline.AddTimeout(timeout).Build() : pipeline.Build();
    }
}
