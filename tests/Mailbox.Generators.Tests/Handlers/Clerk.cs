using Mailbox.Generators.Tests.Catalogue;

namespace Mailbox.Generators.Tests.Handlers;

/// <summary>One handler of each kind.</summary>
public sealed partial class Clerk
{
    public int FailuresLeft { get; set; }

    public TaskCompletionSource? Gate { get; set; }

    public TaskCompletionSource Started { get; } = new();

    [Handles]
    public Page<Shape> Draw(Drawing drawing, MessageContext context) => new([.. drawing.Shapes.Select(shape => shape with { Name = "seen by " + context.From })], 1);

    [Handles]
    public async Task PointAsync(CancellationToken cancel, Point point)
    {
        Started.TrySetResult();
        await (Gate?.Task.WaitAsync(cancel) ?? Task.CompletedTask);
        if (FailuresLeft > 0)
        {
            FailuresLeft--;
            throw new TimeoutException($"not now, {point}");
        }
    }

    [Handles]
    public ValueTask<string> EmptyAsync(Empty empty) => ValueTask.FromResult(empty is null ? "" : "it is empty");

    [Handles(RepliesErrors = true)]
    public Task<Empty> OutageAsync(Outage outage) =>
        outage.What == "throw" ? throw new InvalidOperationException("thrown") : throw new ReplyErrorException("no more paper", "out-of-paper");

    [Handles]
    public string Talk(string text) => text.ToUpperInvariant();

    [Handles]
    public string Unknown(UnknownPayload unknown) => $"{unknown.Type}? {unknown.Text}";

    [Handles]
    public static void Idle(IdleNotification idle) => ArgumentNullException.ThrowIfNull(idle);
}
