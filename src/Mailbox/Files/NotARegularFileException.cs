namespace Mailbox.Files;

/// <summary>A link, pipe, socket, device or directory stands where a file should be.</summary>
internal sealed class NotARegularFileException(string message) : IOException(message);
