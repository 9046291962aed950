namespace Mailbox.Mcp.Calls;

/// <summary>A call that cannot be done, with what to do instead: the model reads it.</summary>
internal sealed class CallException(string message) : Exception(message);
