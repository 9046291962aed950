namespace Mailbox.TestKit;

/// <summary>Files that real clients wrote, copied beside the tests.</summary>
public static class Captured
{
    /// <summary>The team folder of a session-era client, 2.1.329.</summary>
    public static string SessionTeam => Path("2.1.329", "teams", "session-abebfceb");

    /// <summary>The team folder of a named-era client, 2.1.50; the team is called "My Team!".</summary>
    public static string NamedTeam => Path("2.1.50", "teams", "my-team-");

    public static byte[] Bytes(string folder, params string[] parts) => File.ReadAllBytes(System.IO.Path.Combine([folder, .. parts]));

    /// <summary>The task list of that team.</summary>
    public static string NamedTasks => Path("2.1.50", "tasks", "my-team-");

    /// <summary>Copies a captured team, or its task list, into a root.</summary>
    public static void CopyTo(string root, string folder)
    {
        var target = System.IO.Path.Combine(root, System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(folder)!), System.IO.Path.GetFileName(folder));
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            var copy = System.IO.Path.Combine(target, System.IO.Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static string Path(params string[] parts) => System.IO.Path.Combine([AppContext.BaseDirectory, "Captured", .. parts]);
}
