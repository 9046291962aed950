namespace Mailbox.Faults.Tests.PowerLoss;

/// <summary>What a file holds, and whether it has reached the device.</summary>
internal sealed record Content(byte[] Bytes, bool IsSynced);

/// <summary>One change below the file seam, of a name in a folder.</summary>
/// <param name="Path">The name that is made, given or taken away, relative to the root.</param>
internal abstract record Change(string Path)
{
    /// <summary>The folder that must be flushed to make it durable.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;
}

/// <summary>A new file.</summary>
internal sealed record Created(string Path, Content Content) : Change(Path);

/// <summary>Another name for a file; journaling file systems do the whole of it, or nothing.</summary>
internal sealed record Renamed(string From, string Path, Content Content) : Change(Path);

/// <summary>A file without its name.</summary>
internal sealed record Deleted(string Path) : Change(Path);

/// <summary>A new folder.</summary>
internal sealed record FolderMade(string Path) : Change(Path);

/// <summary>A folder that went.</summary>
internal sealed record FolderRemoved(string Path) : Change(Path);

/// <summary>Another name for a folder.</summary>
internal sealed record FolderRenamed(string From, string Path) : Change(Path);

/// <summary>A flush of the names in a folder.</summary>
internal sealed record FolderSynced(string Path) : Change(Path);

/// <summary>Somebody was told that this is safe now.</summary>
internal sealed record Promised(string Text) : Change("");
