using System.CommandLine;
using System.Net.Sockets;
using Mailbox.Inspector;
using Microsoft.AspNetCore.Connections;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox inspect</c></summary>
internal static class InspectVerb
{
    public static Command New(VerbRunner runner)
    {
        Option<int> port = new("--port") { Description = "The port on 127.0.0.1; default one that is free." };
        Option<bool> write = new("--write") { Description = "Messages may be settled and sent from the page, as the agent named by --as (default inspector)." };
        Command command = new("inspect", "Starts the live page on the team, until Ctrl+C, and prints the link that opens it.") { port, write };
        runner.Run(command, async verb =>
        {
            var options = new InspectorOptions { Mailbox = verb.Options, Team = verb.Team, Port = verb.Get(port), IsWritable = verb.Get(write) };
            var page = await StartAsync(verb.As is { } name ? options with { SendAs = name } : options, verb.Cancel).ConfigureAwait(false);
            await using (page.ConfigureAwait(false))
            {
                await verb.Console.Out.WriteLineAsync(page.Link.ToString()).ConfigureAwait(false);
                await verb.Console.Error.WriteLineAsync("The link works once, in one browser. Ctrl+C ends the page.").ConfigureAwait(false);
                await verb.Console.Out.FlushAsync(verb.Cancel).ConfigureAwait(false);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, verb.Cancel).ConfigureAwait(false);
                return ExitCode.Done;
            }
        });
        return command;
    }

    private static async Task<InspectorServer> StartAsync(InspectorOptions options, CancellationToken cancel)
    {
        try
        {
            return await InspectorServer.StartAsync(options, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IOException { InnerException: AddressInUseException })
        {
            throw new UsageException($"Cannot listen on port {options.Port}: {e.Message} Name another with --port, or leave it out.");
        }
    }
}
