namespace Mailbox;

/// <summary>The client tells the lead that a teammate has ended.</summary>
/// <param name="Message">What happened, in words.</param>
[Payload(TypeName)]
public sealed record TeammateTerminated(string Message)
{
    internal const string TypeName = "teammate_terminated";
}
