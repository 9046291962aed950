using Microsoft.Extensions.Hosting;

namespace Mailbox.Mcp;

/// <summary>Joins under the name that the process was started with.</summary>
internal sealed class JoinAtStart(McpAgent agent, McpAgentOptions options) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Name is not { } name)
        {
            agent.Begin();
            return;
        }

        try
        {
            await agent.RegisterAsync(name, new AgentProfile(), stoppingToken).ConfigureAwait(false);
        }
        catch (MailboxException e)
        {
            agent.CouldNotJoin($"Joining as '{name}' at start failed: {e.Message}"); // No team yet, or the name is held: the next call is told.
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
        finally
        {
            agent.Begin();
        }
    }
}
