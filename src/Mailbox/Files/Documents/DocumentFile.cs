using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Mailbox.Json;

namespace Mailbox.Files.Documents;

/// <summary>
/// JSON documents of one kind, one object to a file. A document is replaced whole by a rename, so a reader meets the old one or the new one and
/// never half of either. Writers keep each other off by a lock of their own; reading takes none.
/// </summary>
/// <param name="disk">The files.</param>
/// <param name="json">Reads and writes a document; asked for with the first one, for building it takes a new process as long as much of joining.</param>
/// <param name="kind">What it is, for errors.</param>
/// <param name="normalize">Takes out of a document what its type lets through and nobody wants, such as null in a list.</param>
/// <typeparam name="T">The document.</typeparam>
internal sealed class DocumentFile<T>(Disk disk, Func<JsonTypeInfo<T>> json, string kind, Func<T, T>? normalize = null)
    where T : class
{
    /// <summary>A larger file is no document of ours.</summary>
    private const long MaxBytes = 16 * 1024 * 1024;
    private readonly ConcurrentDictionary<string, (FileIdentity Identity, T Document)> _read = new(StringComparer.Ordinal);

    /// <summary>The document as it is now; null when it is not there. Callers must not change what they get: it is shared.</summary>
    /// <exception cref="DamagedFileException">It is there and cannot be read.</exception>
    public T? TryRead(string path)
    {
        try
        {
            // Looked at before it is read: what is written in between makes the next look differ.
            if (disk.Identify(path) is not { } identity)
            {
                _read.TryRemove(path, out _);
                return null;
            }

            if (_read.TryGetValue(path, out var known) && known.Identity == identity)
            {
                return known.Document;
            }

            var document = JsonSerializer.Deserialize(JsonText.WithoutMark(disk.ReadAll(path, MaxBytes)).Span, json()) ?? throw new JsonException("it is null.");
            document = normalize is null ? document : normalize(document);
            _read[path] = (identity, document);
            return document;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // Removed between the look and the read.
        }
        catch (Exception e) when (e is JsonException or FileTooLargeException or NotARegularFileException or InvalidOperationException)
        {
            throw new DamagedFileException(path, kind, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailboxStorageException($"Reading a {kind}", path, e);
        }
    }

    /// <summary>Replaces the document, or makes it. If we die on the way, a temporary file beside it is left and the old document holds.</summary>
    public void Write(string path, T document, bool sync)
    {
        try
        {
            disk.Publish(Disk.NewTemporary(path), path, JsonSerializer.SerializeToUtf8Bytes(document, json()), sync);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailboxStorageException($"Writing a {kind}", path, e);
        }
    }
}
