using Microsoft.Extensions.Hosting;
using ModelContextProtocol.Protocol;

namespace Mailbox.Mcp;

/// <summary>Ends the process when its client is gone. The protocol library waits for calls in flight, of which a long poll is one that nobody waits for any more.</summary>
internal sealed class StopAtEndOfInput(ITransport transport, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await transport.MessageReader.Completion.WaitAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Told to stop; or the pipe broke, which ends the input all the same.
        }

        lifetime.StopApplication();
    }
}
