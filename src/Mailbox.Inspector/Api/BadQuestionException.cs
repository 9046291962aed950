namespace Mailbox.Inspector.Api;

/// <summary>The page, or whoever it was, asked for what cannot be.</summary>
internal sealed class BadQuestionException(string message) : Exception(message);
