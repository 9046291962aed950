using System.CommandLine;
using System.Text.Json;
using Mailbox.Cli.Output;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox receive</c></summary>
internal static class ReceiveVerb
{
    public static Command New(VerbRunner runner)
    {
        Option<int> max = new("--max") { Description = "How many at the most.", DefaultValueFactory = static _ => 10 };
        Option<bool> acknowledge = new("--ack") { Description = "Acknowledge what is printed. Without it the messages go back, as if they had not been taken." };
        Option<bool> follow = new("--follow") { Description = "Go on as messages come, until Ctrl+C; needs --ack." };
        Command command = new("receive", "Takes messages of the agent named by --as, and prints them.") { max, acknowledge, follow };
        runner.Run(command, async verb =>
        {
            if (verb.Get(follow) && !verb.Get(acknowledge))
            {
                throw new UsageException("--follow needs --ack: what is not acknowledged would come again at once.");
            }

            var mailbox = await verb.JoinAsync().ConfigureAwait(false);
            await using (mailbox.ConfigureAwait(false))
            {
                if (verb.Get(follow))
                {
                    await foreach (var delivery in mailbox.ReceiveAsync(cancel: verb.Cancel).ConfigureAwait(false))
                    {
                        await PrintAsync(verb, [delivery]).ConfigureAwait(false);
                        await delivery.TryAcknowledgeAsync().ConfigureAwait(false);
                    }

                    return ExitCode.Done;
                }

                // What was sent a moment ago may not be in the index yet: a look at the files brings it there.
                await mailbox.StatisticsAsync(verb.Cancel).ConfigureAwait(false);
                var claimed = await mailbox.ClaimAsync(verb.Get(max), cancel: verb.Cancel).ConfigureAwait(false);
                await PrintAsync(verb, claimed).ConfigureAwait(false);
                foreach (var delivery in claimed)
                {
                    if (verb.Get(acknowledge))
                    {
                        await delivery.AcknowledgeAsync().ConfigureAwait(false);
                    }
                    else
                    {
                        await delivery.ReleaseAsync().ConfigureAwait(false);
                    }
                }

                return claimed.Count > 0 ? ExitCode.Done : ExitCode.NothingThere;
            }
        });
        return command;
    }

    /// <summary>With JSON, one object on a line for each message, so that it can be followed.</summary>
    private static async Task PrintAsync(Verb verb, IReadOnlyList<MessageDelivery> deliveries)
    {
        foreach (var message in deliveries.Select(static delivery => delivery.Message))
        {
            await verb.Console.Out.WriteLineAsync(verb.IsJson
                ? JsonSerializer.Serialize(MessageJson.Of(message), CliJson.Options)
                : $"{message.Id}  {Plain.Line(message.From)}: {Plain.Line(message.Summary)}\n{Plain.Text(message.Text)}\n").ConfigureAwait(false);
        }
    }
}
