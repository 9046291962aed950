using System.CommandLine;
using System.Text.Json;
using Mailbox.Cli.Output;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox contract [TYPE]</c></summary>
internal static class ContractVerb
{
    public static Command New(VerbRunner runner)
    {
        Argument<string?> type = new("type") { Description = "One type, with its JSON Schema.", Arity = ArgumentArity.ZeroOrOne };
        Command command = new("contract", "The payload types that agents of the team handle.") { type };
        runner.Run(command, verb => verb.ObserveAsync(async team =>
        {
            var types = team.FindAgents().SelectMany(static agent => agent.Payloads.Select(payload => (Agent: agent.Name, Payload: payload)))
                .Where(handled => verb.Get(type) is not { } wanted || handled.Payload.Name == wanted)
                .GroupBy(static handled => handled.Payload.Name, StringComparer.Ordinal).OrderBy(static one => one.Key, StringComparer.Ordinal).ToList();
            if (verb.IsJson)
            {
                await Printer.JsonAsync(verb, types.Select(static one => new
                {
                    Name = one.Key, one.First().Payload.Description, one.First().Payload.Response, HandledBy = one.Select(static handled => handled.Agent), Schema = JsonDocument.Parse(one.First().Payload.Schema).RootElement,
                })).ConfigureAwait(false);
            }
            else if (verb.Get(type) is null && types.Count > 0)
            {
                Printer.Table(verb, ["TYPE", "ANSWERED BY", "HANDLED BY", "FOR"], types.Select(static one => (IReadOnlyList<string>)
                    [one.Key, one.First().Payload.Response ?? "", string.Join(", ", one.Select(static handled => handled.Agent)), one.First().Payload.Description ?? ""]));
            }
            else if (types.Count > 0)
            {
                await verb.Console.Out.WriteLineAsync(Plain.Text(JsonSerializer.Serialize(JsonDocument.Parse(types[0].First().Payload.Schema).RootElement, CliJson.Indented))).ConfigureAwait(false);
            }

            return types.Count > 0 ? ExitCode.Done : ExitCode.NothingThere;
        }));
        return command;
    }
}
