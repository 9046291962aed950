namespace Mailbox;

/// <summary>Given to a <see cref="HandlesAttribute"/> method that takes whatever no other method of its class does.</summary>
/// <param name="Type">The payload's type name; null for plain text.</param>
/// <param name="Text">The message's text as it is.</param>
public sealed record UnknownPayload(string? Type, string Text);
