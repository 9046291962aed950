namespace Mailbox.Files;

/// <summary>A file is larger than its reader was told to accept.</summary>
internal sealed class FileTooLargeException(string path, long length, long limit)
    : IOException($"'{path}' has {length} bytes; at most {limit} are read.")
{
    public string Path { get; } = path;

    public long Length { get; } = length;

    public long Limit { get; } = limit;
}
