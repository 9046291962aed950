namespace Mailbox.Generators.Tests.Handlers;

/// <summary>Does not let itself be shut down.</summary>
internal sealed partial class Stubborn
{
    [Handles]
    public static ShutdownRejected On(ShutdownRequest request, MessageContext context) => new(request.RequestId, context.Mailbox.Name, "never", DateTimeOffset.UtcNow);
}
