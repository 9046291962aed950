using Mailbox.Faults.Worker;

namespace Mailbox.Faults.Tests;

/// <summary>
/// Every call of every operation to the file system, ours and SQLite's, fails once, with the errors that there are; a write fails before it, and
/// when half of it is written. (The normal run takes one of five of the longer operations; MAILBOX_FAULTS=all takes each, with each error.) After each: the caller was told, what was accepted is there, nothing torn is visible, and the store works again,
/// for who saw the error as for who comes later.
/// </summary>
public sealed class EveryCallTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. Operations.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_call_fails_once_and_nothing_is_lost(string name)
    {
        var calls = await CountAsync(name, "");
        var (tried, surfaced, ofSqlite) = (0, 0, 0);
        foreach (var call in Enumerable.Range(1, calls).Where(call => Errors.IsAll || calls < 30 || call % 5 == calls % 5))
        {
            foreach (var (kind, error) in Errors.For(call))
            {
                if (await TryAsync(name, call, kind, error) is var (failed, isTold))
                {
                    tried++;
                    surfaced += isTold ? 1 : 0;
                    ofSqlite += failed.StartsWith("SQLite", StringComparison.Ordinal) ? 1 : 0;
                }
            }
        }

        Assert.True(tried > 0, $"No call of '{name}' was made to fail.");
        output.WriteLine($"{name}: {calls} calls, {tried} failures tried ({ofSqlite} of SQLite's), {surfaced} told to the caller, the rest made good");
    }

    /// <summary>As a full disk or a process without descriptors does: not one call fails but all of a kind, until it is over.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task All_calls_of_a_kind_fail_for_a_while_and_nothing_is_lost(string name)
    {
        var tried = 0;
        foreach (var only in (string[])["read ", "create ", "write ", "rename ", "delete ", "list ", "SQLite"])
        {
            var calls = await CountAsync(name, only);
            foreach (var call in Enumerable.Range(1, Errors.IsAll ? calls : Math.Min(calls, 1)))
            {
                foreach (var (kind, error) in Errors.For(call))
                {
                    tried += await TryAsync(name, call, $"lasting {kind}", error, only, isLasting: true) is null ? 0 : 1;
                }
            }
        }

        Assert.True(tried > 0, $"No call of '{name}' was made to fail.");
        output.WriteLine($"{name}: {tried} lasting failures tried");
    }

    /// <summary>One operation with one failure, and the audit; null when it did not come to the failure.</summary>
    private static async Task<(string Failed, bool IsTold)?> TryAsync(string name, int call, string kind, Func<string, Exception> error, string only = "", bool isLasting = false)
    {
        await using var trial = await Trial.StartAsync();
        trial.Stage.Fault.Arm(call, error, only, isLasting);
        var thrown = await Record.ExceptionAsync(() => Operations.All[name](trial.Stage));
        var failed = trial.Stage.Fault.Failed;
        trial.Stage.Fault.Count();
        if (failed is null)
        {
            return null; // This run needed fewer calls.
        }

        Assert.True(thrown is null or MailboxException, $"{name}: {kind} at {failed} came out as {thrown}");
        if (name is not ("leave" or "receive and close"))
        {
            await Trial.GoesOnAsync(trial.Stage.Mailbox);
        }

        await trial.AuditAsync(name, $"{kind} at call {call}, {failed}", trial.Stage.Accepted);
        return (failed, thrown is not null);
    }

    private static async Task<int> CountAsync(string name, string only)
    {
        await using var trial = await Trial.StartAsync();
        trial.Stage.Fault.Arm(int.MaxValue, only: only);
        await Operations.All[name](trial.Stage);
        return trial.Stage.Fault.Seen;
    }
}
