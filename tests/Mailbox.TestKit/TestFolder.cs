namespace Mailbox.TestKit;

/// <summary>A real folder, gone when disposed.</summary>
public sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mailbox-test-").FullName;

    public string this[params string[] parts] => System.IO.Path.Combine([Path, .. parts]);

    public string Write(string name, string text)
    {
        var path = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Takes a folder away at one stroke. Deleting it file by file would meet who is writing into it.</summary>
    public void Vanish(params string[] parts) => Directory.Move(this[parts], this[$"vanished-{Guid.NewGuid():N}"]);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
