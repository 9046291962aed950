using System.CommandLine;
using Mailbox.Cli.Output;

namespace Mailbox.Cli;

/// <summary>Runs a verb: errors become one sentence and an exit code.</summary>
internal sealed class VerbRunner(GlobalOptions global, CliConsole console)
{
    public void Run(Command command, Func<Verb, Task<ExitCode>> run) => command.SetAction(async (parsed, cancel) =>
    {
        try
        {
            return (int)await run(new Verb(global, parsed, console, cancel)).ConfigureAwait(false);
        }
        catch (Exception e) when (Errors.CodeOf(e) is not null)
        {
            if (e is not OperationCanceledException)
            {
                await console.Error.WriteLineAsync(Plain.Text(parsed.GetValue(global.Verbose) ? e.ToString() : e.Message)).ConfigureAwait(false);
            }

            return (int)Errors.CodeOf(e)!.Value;
        }
    });
}
