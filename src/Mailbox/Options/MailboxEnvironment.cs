namespace Mailbox;

/// <summary>What the environment says where options and arguments do not.</summary>
internal static class MailboxEnvironment
{
    /// <summary>The root folder: the option, else <c>MAILBOX_ROOT</c>, else <c>CLAUDE_CONFIG_DIR</c>, else <c>~/.claude</c>. A link in it is followed once, here.</summary>
    public static string Root(string? option)
    {
        var root = NotEmpty(option) ?? Variable("MAILBOX_ROOT") ?? Variable("CLAUDE_CONFIG_DIR")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".claude");
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        return Directory.Exists(full) ? new DirectoryInfo(full).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full : full;
    }

    public static string? Team => Variable("MAILBOX_TEAM");

    public static string WorkingDirectory(string? option) => Path.GetFullPath(NotEmpty(option) ?? Environment.CurrentDirectory);

    private static string? Variable(string name) => NotEmpty(Environment.GetEnvironmentVariable(name));

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
