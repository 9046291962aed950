namespace Mailbox.Files.Watching;

/// <summary>
/// Tells when something came into a folder. A hint and no more: it may come late, twice or never, so whoever listens also looks from
/// time to time. Callbacks run on the watcher's thread and must only note what they are told, unless it has time.
/// </summary>
internal abstract class FolderWatcher
{
    [ThreadStatic]
    private static bool _hasTime;

    public static FolderWatcher Current { get; } = OperatingSystem.IsLinux() ? new InotifyWatcher() : new SystemWatcher();

    /// <summary>
    /// Whether this is the watcher's thread, and little has come at once: then what is to be done, if it is short, may be done here and now, for waking another
    /// thread takes longer. What comes meanwhile waits in the system's queue.
    /// </summary>
    public static bool HasTime
    {
        get => _hasTime;
        protected set => _hasTime = value;
    }

    /// <param name="folder">The folder to watch, not its children's.</param>
    /// <param name="changed">Gets the name that arrived, or null when anything may have happened.</param>
    /// <exception cref="IOException">The folder is not there, or the system grants no more watches.</exception>
    public abstract FolderWatch Watch(string folder, Action<string?> changed);
}
