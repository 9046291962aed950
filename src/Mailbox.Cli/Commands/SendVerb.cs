using System.CommandLine;
using Mailbox.Cli.Output;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox send TO [TEXT]</c></summary>
internal static class SendVerb
{
    private const int BatchMessages = 500;
    private const int ShownReceipts = 20;

    public static Command New(VerbRunner runner)
    {
        Argument<string> to = new("to") { Description = "The recipient; several, joined by commas." };
        Option<bool> unknown = new("--allow-unknown") { Description = "Send also to a name that nobody has yet." };
        Option<Priority> priority = new("--priority") { Description = "critical, high, normal or low.", DefaultValueFactory = static _ => Priority.Normal };
        Option<bool> lines = new("--lines") { Description = "Every line of the text, the file or standard input is a message of its own." };
        Body body = new();
        Command command = new("send", "Sends a message. When this returns it is on disk, in its recipient's mailbox.") { to };
        body.AddTo(command);
        command.Options.Add(priority);
        command.Options.Add(unknown);
        command.Options.Add(lines);
        runner.Run(command, async verb =>
        {
            var message = await body.ReadAsync(verb).ConfigureAwait(false) with { Priority = verb.Get(priority) };
            var messages = verb.Get(lines) ? Lines(message) : [message];
            var how = new SendOptions { AllowUnknownRecipients = verb.Get(unknown) };
            return await verb.AsAgentAsync(async mailbox =>
            {
                var receipts = await WorkBar.ShowAsync(verb, "sending", bar => SendAsync(mailbox, messages, verb.Get(to)!.Split(','), how, bar, verb.Cancel)).ConfigureAwait(false);
                await PrintAsync(verb, receipts).ConfigureAwait(false);
                return receipts.Count > 0 ? ExitCode.Done : ExitCode.NothingThere;
            }).ConfigureAwait(false);
        });
        return command;
    }

    private static List<OutgoingMessage> Lines(OutgoingMessage message) =>
        [.. message.Text.Split('\n').Select(static line => line.TrimEnd('\r')).Where(static line => line.Length > 0).Select(line => message with { Text = line })];

    private static async ValueTask<IReadOnlyList<Receipt>> SendAsync(AgentMailbox mailbox, List<OutgoingMessage> messages, string[] to, SendOptions how, IProgress<WorkProgress>? progress, CancellationToken cancel)
    {
        List<Receipt> receipts = [];
        foreach (var batch in messages.Chunk(BatchMessages))
        {
            receipts.AddRange(await mailbox.SendBatchAsync(batch, to, how, cancel).ConfigureAwait(false));
            progress?.Report(new WorkProgress(receipts.Count, messages.Count * to.Length));
        }

        return receipts;
    }

    private static async Task PrintAsync(Verb verb, IReadOnlyList<Receipt> receipts)
    {
        if (verb.IsJson)
        {
            await Printer.JsonAsync(verb, receipts).ConfigureAwait(false);
            return;
        }

        foreach (var receipt in receipts.Take(ShownReceipts))
        {
            await verb.Console.Out.WriteLineAsync($"{receipt.MessageId}  {Plain.Line(receipt.To)}  {Plain.Text(receipt.Explanation)}").ConfigureAwait(false);
        }

        if (receipts.Count > ShownReceipts)
        {
            await verb.Console.Out.WriteLineAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"and {receipts.Count - ShownReceipts} more.")).ConfigureAwait(false);
        }
    }
}
