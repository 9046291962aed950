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
        Option<double?> hold = new("--hold") { Description = "Hold what is printed for so many seconds, for ack, reply, reject and extend: each is printed with its token." };
        Command command = new("receive", "Takes messages of the agent named by --as, and prints them.") { max, acknowledge, follow, hold };
        runner.Run(command, async verb =>
        {
            if (verb.Get(hold) is not null && (verb.Get(acknowledge) || verb.Get(follow)))
            {
                throw new UsageException("--hold keeps what --ack and --follow would settle. Give one of them.");
            }

            if (verb.Get(follow) && !verb.Get(acknowledge))
            {
                throw new UsageException("--follow needs --ack: what is not acknowledged would come again at once.");
            }

            return await verb.AsAgentAsync(async mailbox =>
            {
                if (verb.Get(follow))
                {
                    return await FollowAsync(verb, mailbox).ConfigureAwait(false);
                }

                // What was sent a moment ago may not be in the index yet: a look at the files brings it there.
                await mailbox.StatisticsAsync(verb.Cancel).ConfigureAwait(false);
                if (verb.Get(hold) is { } seconds)
                {
                    var held = await mailbox.ClaimDetachedAsync(verb.Get(max), TimeSpan.FromSeconds(seconds), verb.Cancel).ConfigureAwait(false);
                    foreach (var claim in held)
                    {
                        await PrintAsync(verb, claim.Message, claim.FencingToken).ConfigureAwait(false);
                    }

                    return held.Count > 0 ? ExitCode.Done : ExitCode.NothingThere;
                }

                var claimed = await mailbox.ClaimAsync(verb.Get(max), cancel: verb.Cancel).ConfigureAwait(false);
                foreach (var delivery in claimed)
                {
                    await PrintAsync(verb, delivery.Message, token: null).ConfigureAwait(false);
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
            }).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<ExitCode> FollowAsync(Verb verb, AgentMailbox mailbox)
    {
        await foreach (var delivery in mailbox.ReceiveAsync(cancel: verb.Cancel).ConfigureAwait(false))
        {
            await PrintAsync(verb, delivery.Message, token: null).ConfigureAwait(false);
            await delivery.TryAcknowledgeAsync().ConfigureAwait(false);
        }

        return ExitCode.Done;
    }

    /// <summary>With JSON, one object on a line for each message, so that it can be followed.</summary>
    private static Task PrintAsync(Verb verb, Message message, long? token) => verb.Console.Out.WriteLineAsync(verb.IsJson
        ? JsonSerializer.Serialize(MessageJson.Of(message) with { Token = token }, CliJson.Options)
        : $"{message.Id}{(token is null ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"  --token {token}"))}  {Plain.Line(message.From)}: {Plain.Line(message.Summary)}\n{Plain.Text(message.Text)}\n");
}
