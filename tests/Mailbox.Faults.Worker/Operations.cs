using Mailbox;

namespace Mailbox.Faults.Worker;

/// <summary>What is done while something fails, or is killed. Each is done by an agent that has been prepared by <see cref="Stage.PrepareAsync"/>.</summary>
internal static class Operations
{
    public static IReadOnlyDictionary<string, Func<Stage, Task>> All { get; } = new Dictionary<string, Func<Stage, Task>>(StringComparer.Ordinal)
    {
        ["send"] = static async stage => stage.Accept(["new"], [await stage.Mailbox.SendAsync("new", "agent")]),
        ["send durably"] = static async stage => stage.Accept(["new"], [await stage.Mailbox.SendAsync("new", "agent", new SendOptions { Durability = Durability.Durable })]),
        ["send a batch"] = static async stage => stage.Accept(["one", "two", "three"], await stage.Mailbox.SendBatchAsync(["one", "two", "three"], "agent")),
        ["send to a foreign inbox"] = static async stage => await stage.HandOverAsync(),
        ["claim and acknowledge"] = static async stage => await stage.SettleAsync(static delivery => delivery.AcknowledgeAsync()),
        ["claim and reject"] = static async stage => await stage.SettleAsync(static delivery => delivery.RejectAsync("not now", TimeSpan.Zero)),
        ["claim and dead-letter"] = static async stage => await stage.SettleAsync(static delivery => delivery.DeadLetterAsync("never")),
        ["claim and release"] = static async stage => await stage.SettleAsync(static delivery => delivery.ReleaseAsync()),
        ["receive and acknowledge"] = static async stage => await stage.ReceiveAsync(static delivery => delivery.AcknowledgeAsync()),
        ["receive and reject"] = static async stage => await stage.ReceiveAsync(static delivery => delivery.RejectAsync("not now", TimeSpan.Zero)),
        ["receive and close"] = static async stage => await stage.ReceiveAsync(delivery => delivery.Message.Text.StartsWith("fresh", StringComparison.Ordinal) ? new ValueTask(stage.CloseAsync()) : delivery.AcknowledgeAsync()),
        ["send again"] = static async stage => await stage.Mailbox.SendAgainAsync(stage.Dead),
        ["drain"] = static async stage => await stage.DrainAsync(),
        ["clean"] = static async stage => await stage.CleanAsync(),
        ["rebuild"] = static async stage => await stage.Mailbox.RebuildIndexAsync(),
        ["verify"] = static async stage => await stage.Mailbox.VerifyAsync(),
        ["search"] = static async stage => await stage.Mailbox.SearchAsync(new MessageQuery { Text = "waiting" }),
        ["join"] = static async stage => await stage.JoinAsync("another"),
        ["leave"] = static async stage => await stage.Mailbox.LeaveAsync(),
    };
}
