using System.CommandLine;
using Mailbox.Cli.Output;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox topics</c>: what was published, <c>publish</c>, <c>subscribe</c>, <c>unsubscribe</c></summary>
internal static class TopicsVerb
{
    public static Command New(VerbRunner runner)
    {
        Option<string> pattern = new("--pattern") { Description = "Which topics; * stands for one word, ** for any number.", DefaultValueFactory = static _ => "**" };
        Option<int> limit = new("--limit") { Description = "How many at the most.", DefaultValueFactory = static _ => 50 };
        Command command = new("topics", "What was published, in order.") { pattern, limit };
        runner.Run(command, verb => verb.ObserveAsync(async team =>
        {
            var published = team.ListPublications(verb.Get(pattern)!, verb.Get(limit), verb.Cancel);
            if (verb.IsJson)
            {
                await Printer.JsonAsync(verb, published.Select(static one => new { one.Number, one.Topic, Message = MessageJson.Of(one.Message) })).ConfigureAwait(false);
            }
            else
            {
                foreach (var one in published)
                {
                    await verb.Console.Out.WriteLineAsync($"{Plain.Line(one.Topic)}  {Plain.Line(one.Message.From)}: {Plain.Text(one.Message.Text)}").ConfigureAwait(false);
                }
            }

            return published.Count > 0 ? ExitCode.Done : ExitCode.NothingThere;
        }));
        command.Subcommands.Add(Publish(runner));
        command.Subcommands.Add(Subscribe(runner, "subscribe", "Subscribes the agent named by --as, for good.", static async (topics, wanted, cancel) =>
        {
            await topics.SubscribeAsync(wanted, cancel: cancel).ConfigureAwait(false);
            return true;
        }));
        command.Subcommands.Add(Subscribe(runner, "unsubscribe", "Ends a subscription.", static async (topics, wanted, cancel) => await topics.UnsubscribeAsync(wanted, cancel).ConfigureAwait(false)));
        return command;
    }

    private static Command Publish(VerbRunner runner)
    {
        Argument<string> topic = new("topic") { Description = "Words joined by dots, such as build.failed." };
        Body body = new();
        Command command = new("publish", "Publishes to a topic.") { topic };
        body.AddTo(command);
        runner.Run(command, async verb =>
        {
            var message = await body.ReadAsync(verb).ConfigureAwait(false);
            return await verb.AsAgentAsync(async mailbox =>
            {
                await mailbox.Topics.PublishAsync(verb.Get(topic)!, message, verb.Cancel).ConfigureAwait(false);
                return ExitCode.Done;
            }).ConfigureAwait(false);
        });
        return command;
    }

    private static Command Subscribe(VerbRunner runner, string name, string description, Func<AgentTopics, string, CancellationToken, Task<bool>> act)
    {
        Argument<string> pattern = new("pattern") { Description = "A topic; * stands for one word, ** for any number." };
        Command command = new(name, description) { pattern };
        runner.Run(command, verb => verb.AsAgentAsync(async mailbox => await act(mailbox.Topics, verb.Get(pattern)!, verb.Cancel).ConfigureAwait(false) ? ExitCode.Done : ExitCode.NothingThere));
        return command;
    }
}
