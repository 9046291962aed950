using System.CommandLine;
using Mailbox.Cli.Output;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox tasks</c>, and what a person does to one</summary>
internal static class TasksVerb
{
    private static readonly Option<bool> Shared = new("--claude") { Description = "The list that Claude Code shows, instead of the team's own queue.", Recursive = true };
    private static readonly Argument<string> Id = new("id") { Description = "The task's id." };

    public static Command New(VerbRunner runner)
    {
        Option<TaskState[]> states = new("--state") { Description = "Any of these." };
        Option<int> limit = new("--limit") { Description = "How many at the most.", DefaultValueFactory = static _ => 100 };
        Command command = new("tasks", "The tasks, by id.") { states, limit };
        command.Options.Add(Shared);
        runner.Run(command, verb => verb.ObserveAsync(async team =>
        {
            var found = await ListOf(verb, team).ListAsync(new TaskQuery { States = verb.Get(states) ?? [], Limit = verb.Get(limit) }, verb.Cancel).ConfigureAwait(false);
            if (verb.IsJson)
            {
                await Printer.JsonAsync(verb, found).ConfigureAwait(false);
            }
            else if (found.Count > 0)
            {
                Printer.Table(verb, ["ID", "STATE", "OWNER", "ATTEMPT", "WAITS FOR", "SUBJECT"], found.Select(static task => (IReadOnlyList<string>)
                    [task.Id, task.State.ToString().ToLowerInvariant(), task.Owner ?? "", task.Attempt.ToString(System.Globalization.CultureInfo.InvariantCulture), string.Join(", ", task.BlockedBy), task.Subject]));
            }

            return found.Count > 0 ? ExitCode.Done : ExitCode.NothingThere;
        }));
        command.Subcommands.Add(Add(runner));
        command.Subcommands.Add(Show(runner));
        command.Subcommands.Add(One(runner, "note", "Writes a note on a task.", static async (tasks, id, text, cancel) =>
        {
            await tasks.NoteAsync(id, text ?? throw new UsageException("Say what to note."), cancel).ConfigureAwait(false);
            return await tasks.GetAsync(id, cancel).ConfigureAwait(false);
        }));
        command.Subcommands.Add(One(runner, "complete", "Completes a task; the text is its result.", static async (tasks, id, text, cancel) => await tasks.CompleteAsync(id, text, cancel: cancel).ConfigureAwait(false)));
        command.Subcommands.Add(One(runner, "again", "Has a task that ended done once more.", static async (tasks, id, _, cancel) => await tasks.SendAgainAsync(id, cancel).ConfigureAwait(false)));
        command.Subcommands.Add(One(runner, "cancel", "Cancels a task; the text says why.", static async (tasks, id, text, cancel) =>
        {
            await tasks.CancelAsync(id, text, cancel).ConfigureAwait(false);
            return null;
        }));
        command.Subcommands.Add(One(runner, "delete", "Removes a task for good.", static async (tasks, id, _, cancel) =>
        {
            await tasks.DeleteAsync(id, cancel).ConfigureAwait(false);
            return null;
        }));
        return command;
    }

    private static Command Show(VerbRunner runner)
    {
        Command command = new("show", "Everything about a task.") { Id };
        runner.Run(command, verb => verb.ObserveAsync(async team => await PrintAsync(verb, await ListOf(verb, team).GetAsync(verb.Get(Id)!, verb.Cancel).ConfigureAwait(false)).ConfigureAwait(false)));
        return command;
    }

    private static Command Add(VerbRunner runner)
    {
        Argument<string> subject = new("subject") { Description = "What it is, in a few words." };
        Option<string> description = new("--description") { Description = "What is to be done.", DefaultValueFactory = static _ => "" };
        Option<string?> owner = new("--owner") { Description = "The agent that is to do it." };
        Option<string[]> blockers = new("--after") { Description = "Ids of tasks that must be done before." };
        Option<string[]> capabilities = new("--capability") { Description = "What an agent must be able to do to claim it." };
        Option<Priority> priority = new("--priority") { Description = "critical, high, normal or low.", DefaultValueFactory = static _ => Priority.Normal };
        Command command = new("add", "Adds a task.") { subject, description, owner, blockers, capabilities, priority };
        runner.Run(command, verb => WithAsync(verb, async tasks =>
        {
            var made = await tasks.EnqueueAsync(new NewTask
            {
                Subject = verb.Get(subject)!, Description = verb.Get(description)!, Owner = verb.Get(owner), BlockedBy = verb.Get(blockers) ?? [], Capabilities = verb.Get(capabilities) ?? [], Priority = verb.Get(priority),
            }, verb.Cancel).ConfigureAwait(false);
            await (verb.IsJson ? Printer.JsonAsync(verb, made) : verb.Console.Out.WriteLineAsync(made.Id)).ConfigureAwait(false);
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command One(VerbRunner runner, string name, string description, Func<TaskList, string, string?, CancellationToken, Task<TaskInfo?>> act)
    {
        Argument<string?> text = new("text") { Description = "What to say with it.", Arity = ArgumentArity.ZeroOrOne };
        Command command = new(name, description) { Id, text };
        runner.Run(command, verb => WithAsync(verb, async tasks =>
        {
            return await PrintAsync(verb, await act(tasks, verb.Get(Id)!, verb.Get(text), verb.Cancel).ConfigureAwait(false)).ConfigureAwait(false);
        }));
        return command;
    }

    private static async Task<ExitCode> PrintAsync(Verb verb, TaskInfo? task)
    {
        if (task is not null)
        {
            await (verb.IsJson ? Printer.JsonAsync(verb, task) : verb.Console.Out.WriteLineAsync(Describe(task))).ConfigureAwait(false);
        }

        return ExitCode.Done;
    }

    private static ObservedTasks ListOf(Verb verb, TeamObserver team) => verb.Get(Shared) ? team.TeamTasks : team.Tasks;

    private static string Describe(TaskInfo task)
    {
        IEnumerable<string?> lines =
        [
            $"{task.Id}  {Plain.Line(task.Subject)}", $"{task.State.ToString().ToLowerInvariant()}{(task.Owner is null ? "" : $", {Plain.Line(task.Owner)}")}", task.Description, task.Payload,
            .. task.Notes.Select(static note => $"note of {Plain.Line(note.By)}: {note.Text}"), .. task.Failures.Select(static failure => $"failed: {failure.Reason}"),
            task.Result is null ? null : $"result: {task.Result}", task.Lesson is null ? null : $"lesson: {task.Lesson}", task.Path,
        ];
        return string.Join('\n', lines.Where(static line => !string.IsNullOrEmpty(line)).Select(static line => Plain.Text(line!)));
    }

    private static Task<ExitCode> WithAsync(Verb verb, Func<TaskList, Task<ExitCode>> act) => verb.AsAgentAsync(mailbox => act(verb.Get(Shared) ? mailbox.TeamTasks : mailbox.Tasks));
}
