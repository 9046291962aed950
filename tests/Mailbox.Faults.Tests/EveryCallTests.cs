using System.Text.Json;
using Mailbox.TestKit;

namespace Mailbox.Faults.Tests;

/// <summary>
/// Every file-system call of every operation fails once, with the errors that there are. After each: the caller was told, what was accepted is there, nothing torn is visible,
/// and the store works again, for who saw the error as for who comes later.
/// </summary>
public sealed class EveryCallTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, Func<Trial, Task>> Operations = new(StringComparer.Ordinal)
    {
        ["send"] = static async trial => trial.Accept("new", await trial.Mailbox.SendAsync("new", "agent")),
        ["send durably"] = static async trial => trial.Accept("new", await trial.Mailbox.SendAsync("new", "agent", new SendOptions { Durability = Durability.Durable })),
        ["send a batch"] = static async trial => trial.Accept(["one", "two", "three"], await trial.Mailbox.SendBatchAsync(["one", "two", "three"], "agent")),
        ["send to a foreign inbox"] = static async trial => await trial.Mailbox.SendAsync("handed over", "lead"),
        ["claim and acknowledge"] = static async trial => await trial.SettleAsync(static delivery => delivery.AcknowledgeAsync()),
        ["claim and reject"] = static async trial => await trial.SettleAsync(static delivery => delivery.RejectAsync("not now", TimeSpan.Zero)),
        ["claim and dead-letter"] = static async trial => await trial.SettleAsync(static delivery => delivery.DeadLetterAsync("never")),
        ["claim and release"] = static async trial => await trial.SettleAsync(static delivery => delivery.ReleaseAsync()),
        ["send again"] = static async trial => await trial.Mailbox.SendAgainAsync(trial.Dead),
        ["drain"] = static async trial => await trial.DrainAsync(),
        ["clean"] = static async trial => await trial.CleanAsync(new RetentionOptions { MaxAge = TimeSpan.FromTicks(1), MaxTemporaryAge = TimeSpan.FromTicks(1) }),
        ["rebuild"] = static async trial => await trial.Mailbox.RebuildIndexAsync(),
        ["verify"] = static async trial => await trial.Mailbox.VerifyAsync(),
        ["search"] = static async trial => await trial.Mailbox.SearchAsync(new MessageQuery { Text = "waiting" }),
        ["join"] = static async trial => await trial.JoinAsync("another"),
        ["leave"] = static async trial => await trial.Mailbox.LeaveAsync(),
    };

    public static TheoryData<string> Names => [.. Operations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_call_fails_once_and_nothing_is_lost(string name)
    {
        var operation = Operations[name];
        var calls = await CountAsync(operation);
        var (tried, surfaced) = (0, 0);
        for (var call = 1; call <= calls; call++)
        {
            foreach (var (kind, error) in Errors.For(call))
            {
                await using var trial = await Trial.StartAsync();
                trial.Fault.Arm(call, error);
                var thrown = await Record.ExceptionAsync(() => operation(trial));
                var failed = trial.Fault.Failed;
                trial.Fault.Count();
                if (failed is null)
                {
                    continue; // This run needed fewer calls.
                }

                tried++;
                surfaced += thrown is null ? 0 : 1;
                Assert.True(thrown is null or MailboxException, $"{name}: {kind} at {failed} came out as {thrown}");
                await trial.AuditAsync($"{name}: {kind} at call {call}, {failed}");
            }
        }

        Assert.True(tried > 0, $"No call of '{name}' was made to fail.");
        output.WriteLine($"{name}: {calls} calls, {tried} failures tried, {surfaced} told to the caller, the rest made good");
    }

    private static async Task<int> CountAsync(Func<Trial, Task> operation)
    {
        await using var trial = await Trial.StartAsync();
        trial.Fault.Count();
        await operation(trial);
        return trial.Fault.Seen;
    }
}
