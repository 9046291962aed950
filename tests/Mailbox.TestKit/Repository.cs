namespace Mailbox.TestKit;

/// <summary>The files of this repository.</summary>
public static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The configuration that the tests were built with, and so what they run.</summary>
    public static string Configuration { get; } = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    /// <summary>The C# files under a folder, without what the build makes.</summary>
    public static IReadOnlyList<string> Sources(params string[] folder) =>
        [.. Directory.GetFiles(Path.Combine([Root, .. folder]), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal)];

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Mailbox.sln")) ? folder : Find(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Mailbox.sln"));
}
