using System.CommandLine;
using Mailbox.Cli.Output;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox send TO [TEXT]</c></summary>
internal static class SendVerb
{
    public static Command New(VerbRunner runner)
    {
        Argument<string> to = new("to") { Description = "The recipient; several, joined by commas." };
        Option<bool> unknown = new("--allow-unknown") { Description = "Send also to a name that nobody has yet." };
        Option<Priority> priority = new("--priority") { Description = "critical, high, normal or low.", DefaultValueFactory = static _ => Priority.Normal };
        Body body = new();
        Command command = new("send", "Sends a message. When this returns it is on disk, in its recipient's mailbox.") { to };
        body.AddTo(command);
        command.Options.Add(priority);
        command.Options.Add(unknown);
        runner.Run(command, async verb =>
        {
            var message = await body.ReadAsync(verb).ConfigureAwait(false);
            return await verb.AsAgentAsync(async mailbox =>
            {
                var receipts = await mailbox.SendAsync(message with { Priority = verb.Get(priority) }, verb.Get(to)!.Split(','), new SendOptions { AllowUnknownRecipients = verb.Get(unknown) }, verb.Cancel).ConfigureAwait(false);
                if (verb.IsJson)
                {
                    await Printer.JsonAsync(verb, receipts).ConfigureAwait(false);
                }
                else
                {
                    foreach (var receipt in receipts)
                    {
                        await verb.Console.Out.WriteLineAsync($"{receipt.MessageId}  {Plain.Line(receipt.To)}  {Plain.Text(receipt.Explanation)}").ConfigureAwait(false);
                    }
                }

                return ExitCode.Done;
            }).ConfigureAwait(false);
        });
        return command;
    }
}
