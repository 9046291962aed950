using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Mailbox.Files;
using Mailbox.Json;
using Mailbox.Teams;

namespace Mailbox.Store.Spool;

/// <summary>The message files of a team: written, read, moved, listed. Knows nothing of the index.</summary>
internal sealed class MessageSpool(Disk disk, string storeFolder, MailboxOptions options)
{
    public const string Extension = ".json";

    /// <summary>The largest file that is read. Writers stay well below: a group commit gathers 4 MiB, a batch may have half of this.</summary>
    public const long MaxFileBytes = 128 * 1024 * 1024;

    /// <summary>A card holds the schemas of what its agent handles.</summary>
    private const long MaxCardBytes = 16 * 1024 * 1024;

    // Our own files are read leniently: other processes may have other limits, and a dead letter grew by its reasons.
    private const int ExtraDepth = 8;
    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly EntryReader _reader = new((int)MaxFileBytes, options.MaxJsonDepth + ExtraDepth);

    public Disk Disk => disk;

    public AgentFolder Folder(string agent) => new(storeFolder, agent);

    public string NewName() => MessageIds.Next(options.TimeProvider) + Extension;

    /// <summary>The agents that have folders here, by their keys.</summary>
    public IReadOnlyList<string> AgentKeys() => disk.DirectoryNames(Path.Combine(storeFolder, "agents"));

    /// <summary>Makes an agent's folders; refuses when they belong to an agent of another name.</summary>
    public void MakeAgent(string agent)
    {
        var folder = Folder(agent);
        foreach (var path in (string[])[Path.GetDirectoryName(folder.Path)!, folder.Path, folder.Temporary, folder[Box.Inbox], folder[Box.Done], folder[Box.Dead], folder[Box.Sent], folder.Drain, folder.Quarantine])
        {
            disk.EnsureDirectory(path);
        }

        if (NameOf(folder.Key) is not { } holder)
        {
            var card = JsonSerializer.SerializeToUtf8Bytes(new AgentCard(1, agent), AgentCardJson.Default.AgentCard);
            disk.Publish(TemporaryPath(folder), folder.Card, card, sync: false);
        }
        else if (holder != agent)
        {
            throw new NameTakenException(agent, holder, folder.Key);
        }
    }

    public bool HasAgent(string agent) => NameOf(TeamNames.AgentFile(agent)) == agent;

    /// <summary>The agent's name as it joined; null when the folder has no card.</summary>
    public string? NameOf(string key)
    {
        if (_names.TryGetValue(key, out var known))
        {
            return known;
        }

        try
        {
            var name = JsonSerializer.Deserialize(disk.ReadAll(Folder(key).Card, MaxCardBytes), AgentCardJson.Default.AgentCard)?.Name;
            return name is null ? null : _names.GetOrAdd(key, name);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException or FileTooLargeException or NotARegularFileException)
        {
            return null; // No such agent yet, or a card that somebody damaged: it is written anew at the next join.
        }
    }

    /// <summary>Puts entries into a box as one file.</summary>
    public void Publish(AgentFolder folder, Box box, string name, IReadOnlyList<byte[]> entries, bool sync)
    {
        // Borrowed: hundreds of entries are more than the collector moves about lightly.
        var length = EntryWriter.LengthOf(entries);
        var content = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            EntryWriter.WriteFile(entries, content.AsSpan(0, length));
            disk.Publish(TemporaryPath(folder), folder.File(box, name), content.AsSpan(0, length), sync);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(content);
        }
    }

    public MessageFile Read(AgentFolder folder, Box box, string name) =>
        Parse(box == Box.Sent ? null : NameOf(folder.Key) ?? folder.Key, name, disk.ReadAll(folder.File(box, name), MaxFileBytes));

    /// <summary>Null when the file is not there.</summary>
    public MessageFile? TryRead(AgentFolder folder, Box box, string name)
    {
        try
        {
            return Read(folder, box, name);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // Moved on by another process of ours, or deleted by hand.
        }
        catch (Exception e) when (e is FileTooLargeException or NotARegularFileException)
        {
            return new MessageFile(name, [], null, e.Message); // It will never be a message.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new MessageFile(name, [], null, e.Message, IsUnreadNow: true); // No descriptors left, a bad sector, missing rights: perhaps later.
        }
    }

    /// <summary>Reads a file where the index says it is, or where it was or will be moved: the index runs a moment ahead of the folders.</summary>
    public (MessageFile File, Box Box)? Locate(AgentFolder folder, Box box, string name)
    {
        // Done last, and so after the inbox: a file only ever moves that way, and must not slip past between two looks.
        foreach (var candidate in (Box[])[box, Box.Inbox, Box.Done])
        {
            if (TryRead(folder, candidate, name) is { Problem: null } file)
            {
                return (file, candidate);
            }
        }

        return null;
    }

    /// <summary>A file that is where <see cref="Locate"/> looks, and cannot be read, now or ever.</summary>
    public MessageFile? Damaged(AgentFolder folder, Box box, string name) =>
        ((Box[])[box, Box.Done]).Select(candidate => TryRead(folder, candidate, name)).FirstOrDefault(static file => file?.Problem is not null);

    public bool Exists(AgentFolder folder, Box box, string name) => disk.Identify(folder.File(box, name)) is { Kind: FileKind.Regular };

    public IEnumerable<string> Names(AgentFolder folder, Box box) => disk.FileNames(folder[box], "*" + Extension);

    /// <summary>Moves a file between boxes; false when it is not there (any more).</summary>
    public bool Move(AgentFolder folder, Box from, string name, Box to) => disk.TryMove(folder.File(from, name), folder.File(to, name));

    public void Delete(AgentFolder folder, Box box, string name) => disk.Delete(folder.File(box, name));

    public string TemporaryPath(AgentFolder folder) => Path.Combine(folder.Temporary, NewName());

    private MessageFile Parse(string? owner, string name, byte[] bytes)
    {
        try
        {
            var text = JsonArrayText.Parse(JsonText.WithoutMark(bytes));
            var fallback = Guid.TryParse(Path.GetFileNameWithoutExtension(name), out var id) ? EntryReader.TimeOf(id) : null;
            return new MessageFile(name, new EntryList(text, i => _reader.Read(text[i].Span, owner, $"{name}#{i}", fallback ?? DateTimeOffset.UnixEpoch)), text, null);
        }
        catch (JsonException e)
        {
            return new MessageFile(name, [], null, $"it is not one JSON array: {e.Message}");
        }
    }
}
