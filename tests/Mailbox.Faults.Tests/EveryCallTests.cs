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
        var operation = Operations.All[name];
        var calls = await CountAsync(operation);
        var (tried, surfaced, ofSqlite) = (0, 0, 0);
        foreach (var call in Enumerable.Range(1, calls).Where(call => Errors.IsAll || calls < 30 || call % 5 == calls % 5))
        {
            foreach (var (kind, error) in Errors.For(call))
            {
                await using var trial = await Trial.StartAsync();
                trial.Stage.Fault.Arm(call, error);
                var thrown = await Record.ExceptionAsync(() => operation(trial.Stage));
                var failed = trial.Stage.Fault.Failed;
                trial.Stage.Fault.Count();
                if (failed is null)
                {
                    continue; // This run needed fewer calls.
                }

                tried++;
                surfaced += thrown is null ? 0 : 1;
                ofSqlite += failed.StartsWith("SQLite", StringComparison.Ordinal) ? 1 : 0;
                Assert.True(thrown is null or MailboxException, $"{name}: {kind} at {failed} came out as {thrown}");
                if (name != "leave")
                {
                    await Trial.GoesOnAsync(trial.Stage.Mailbox);
                }

                await trial.AuditAsync(name, $"{kind} at call {call}, {failed}", trial.Stage.Accepted);
            }
        }

        Assert.True(tried > 0, $"No call of '{name}' was made to fail.");
        output.WriteLine($"{name}: {calls} calls, {tried} failures tried ({ofSqlite} of SQLite's), {surfaced} told to the caller, the rest made good");
    }

    private static async Task<int> CountAsync(Func<Stage, Task> operation)
    {
        await using var trial = await Trial.StartAsync();
        trial.Stage.Fault.Count();
        await operation(trial.Stage);
        return trial.Stage.Fault.Seen;
    }
}
