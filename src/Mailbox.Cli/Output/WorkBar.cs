using Spectre.Console;

namespace Mailbox.Cli.Output;

/// <summary>A progress bar, where somebody looks on; for scripts and <c>--json</c> there is none.</summary>
internal static class WorkBar
{
    public static async Task<T> ShowAsync<T>(Verb verb, string what, Func<IProgress<WorkProgress>?, ValueTask<T>> work)
    {
        var console = verb.Console.Ansi;
        if (verb.IsJson || !console.Profile.Capabilities.Interactive || !console.Profile.Capabilities.Ansi)
        {
            return await work(null).ConfigureAwait(false);
        }

        return await console.Progress().AutoClear(enabled: true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context => await work(new Bar(context.AddTask(what))).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private sealed class Bar(ProgressTask task) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
            task.MaxValue = Math.Max(1, value.Total);
            task.Value = value.Done;
        }
    }
}
