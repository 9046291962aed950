using System.CommandLine;
using System.Globalization;
using Mailbox.Cli.Output;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox clean</c></summary>
internal static class CleanVerb
{
    public static Command New(VerbRunner runner)
    {
        Option<bool> dryRun = new("--dry-run") { Description = "Only count." };
        Option<double?> days = new("--days") { Description = "How many days settled mail is kept; default seven." };
        Command command = new("clean", "Removes settled mail, posts, publications and tasks that are past their retention, and leftovers of processes that died. Dead letters stay.") { dryRun, days };
        runner.Run(command, verb => verb.ObserveAsync(async team =>
        {
            var keep = verb.Get(days) is { } age ? new RetentionOptions { MaxAge = TimeSpan.FromDays(age) } : null;
            var report = await WorkBar.ShowAsync(verb, "cleaning", bar => team.CleanAsync(keep, verb.Get(dryRun), bar, verb.Cancel)).ConfigureAwait(false);
            await (verb.IsJson
                ? Printer.JsonAsync(verb, report)
                : verb.Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{(verb.Get(dryRun) ? "would remove" : "removed")} {report.Done} settled, {report.Sent} copies, {report.Posts} posts, {report.Publications} publications, {report.Tasks} tasks, {report.Temporary} leftovers"))).ConfigureAwait(false);
            return report.Done + report.Sent + report.Posts + report.Publications + report.Tasks + report.Temporary > 0 ? ExitCode.Done : ExitCode.NothingThere;
        }));
        return command;
    }
}
