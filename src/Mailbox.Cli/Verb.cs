using System.CommandLine;
using Mailbox.Cli.Output;

namespace Mailbox.Cli;

/// <summary>One call of a verb: its arguments, where it prints, and how it gets at the team.</summary>
internal sealed class Verb(GlobalOptions global, ParseResult parsed, CliConsole console, CancellationToken cancel)
{
    public CancellationToken Cancel => cancel;

    public CliConsole Console => console;

    public bool IsJson => parsed.GetValue(global.Json);

    public bool IsVerbose => parsed.GetValue(global.Verbose);

    public MailboxOptions Options => new() { Root = parsed.GetValue(global.Root) };

    public string? Team => parsed.GetValue(global.Team);

    public string? As => parsed.GetValue(global.As) ?? (Environment.GetEnvironmentVariable("MAILBOX_AGENT") is { Length: > 0 } variable ? variable : null);

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T? Get<T>(Argument<T> argument) => parsed.GetValue(argument);

    /// <summary>Looks without joining.</summary>
    public async Task<ExitCode> ObserveAsync(Func<TeamObserver, Task<ExitCode>> look)
    {
        var team = await TeamObserver.OpenAsync(Team, Options, cancel).ConfigureAwait(false);
        await using (team.ConfigureAwait(false))
        {
            return await look(team).ConfigureAwait(false);
        }
    }

    /// <summary>Does something as the agent that was named, in a team that is there: a team must not come of a slip of the pen.</summary>
    public Task<ExitCode> AsAgentAsync(Func<AgentMailbox, Task<ExitCode>> act) => ObserveAsync(_ => JoinAsync(act));

    /// <summary>Does something as the agent that was named. Shared, so that a person can act as an agent beside its process.</summary>
    public async Task<ExitCode> JoinAsync(Func<AgentMailbox, Task<ExitCode>> act)
    {
        var name = As ?? throw new UsageException("Say as whom: --as NAME, or set MAILBOX_AGENT.");
        var mailbox = Team is { } team
            ? await AgentMailbox.JoinAsync(team, name, Options, cancel).ConfigureAwait(false)
            : await AgentMailbox.JoinAsync(name, Options, cancel).ConfigureAwait(false);
        await using (mailbox.ConfigureAwait(false))
        {
            return await act(mailbox).ConfigureAwait(false);
        }
    }
}
