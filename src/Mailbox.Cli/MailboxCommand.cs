using System.CommandLine;
using Mailbox.Cli.Commands;
using Mailbox.Cli.Output;

namespace Mailbox.Cli;

/// <summary>The command <c>mailbox</c>: its verbs, and how each is run.</summary>
public static class MailboxCommand
{
    /// <summary>Runs it; answers one of <see cref="ExitCode"/>. Ctrl+C stops it, and so does <paramref name="cancel"/>.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, CliConsole console, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(console);
        var global = new GlobalOptions();
        var runner = new VerbRunner(global, console);
        RootCommand root = new("See what waits in a team's mailboxes, who holds it, what failed and why; write to agents by hand.")
        {
            TeamsVerb.New(runner), AgentsVerb.New(runner), SendVerb.New(runner), RequestVerb.New(runner), ReceiveVerb.New(runner),
            AckVerb.New(runner), RejectVerb.New(runner), ExtendVerb.New(runner), ReplyVerb.New(runner), JoinVerb.New(runner), LeaveVerb.New(runner),
            ShowVerb.New(runner), ConversationVerb.New(runner), SearchVerb.New(runner), TailVerb.New(runner), DeadVerb.New(runner),
            RoomsVerb.New(runner), TopicsVerb.New(runner), TasksVerb.New(runner), StatsVerb.New(runner), VerifyVerb.New(runner), RebuildVerb.New(runner), CleanVerb.New(runner), ContractVerb.New(runner), McpVerb.New(runner), InspectVerb.New(runner), CompletionVerb.New(runner),
        };
        global.AddTo(root);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            }

            await console.Error.WriteLineAsync("See mailbox --help.").ConfigureAwait(false);
            return (int)ExitCode.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { Output = console.Out, Error = console.Error, EnableDefaultExceptionHandler = false }, cancel).ConfigureAwait(false);
    }
}
