using System.CommandLine;
using Mailbox.Cli.Output;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox request TO [TEXT]</c></summary>
internal static class RequestVerb
{
    public static Command New(VerbRunner runner)
    {
        Argument<string> to = new("to") { Description = "Whom to ask." };
        Option<double> timeout = new("--timeout") { Description = "Seconds to wait for the answer.", DefaultValueFactory = static _ => 60 };
        Body body = new();
        Command command = new("request", "Asks, and waits for the answer.") { to };
        body.AddTo(command);
        command.Options.Add(timeout);
        runner.Run(command, async verb =>
        {
            var message = await body.ReadAsync(verb).ConfigureAwait(false);
            return await verb.AsAgentAsync(async mailbox =>
            {
                var reply = await mailbox.RequestAsync(message, verb.Get(to)!, new RequestOptions { Timeout = TimeSpan.FromSeconds(verb.Get(timeout)) }, verb.Cancel).ConfigureAwait(false);
                await (verb.IsJson ? Printer.JsonAsync(verb, MessageJson.Of(reply)) : verb.Console.Out.WriteLineAsync(Plain.Text(reply.Text))).ConfigureAwait(false);
                return ExitCode.Done;
            }).ConfigureAwait(false);
        });
        return command;
    }
}
