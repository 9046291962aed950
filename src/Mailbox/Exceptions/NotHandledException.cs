namespace Mailbox;

/// <summary>A message arrived whose type no handler of the agent takes. It goes to the dead letters.</summary>
public sealed class NotHandledException : MailboxException
{
    internal NotHandledException(string? payload, string handler, IEnumerable<string> handled)
        : base($"{handler} has no handler for {(payload is null ? "plain text" : $"'{payload}'")}; it handles {List(handled)}. Add a [Handles] method that takes it, or one that takes UnknownPayload.") =>
        Payload = payload;

    /// <summary>The payload's type name; null for plain text.</summary>
    public string? Payload { get; }

    private static string List(IEnumerable<string> handled) => string.Join(", ", handled.Select(static name => $"'{name}'")) is { Length: > 0 } names ? names : "nothing";
}
