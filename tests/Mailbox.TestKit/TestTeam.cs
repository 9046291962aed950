namespace Mailbox.TestKit;

/// <summary>A team in a folder of its own, with the options a test needs, and a way to look at the folder.</summary>
public sealed class TestTeam : IAsyncDisposable
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);
    private readonly List<AgentMailbox> _mailboxes = [];

    public TestTeam(MailboxOptions? options = null, string name = "team")
    {
        Name = name;
        Options = Watching(options ?? new MailboxOptions { Durability = Durability.ProcessCrash }) with { Root = Folder.Path };
    }

    /// <summary>With MAILBOX_WATCH=off nothing is watched: whatever a test waits for must come by looking now and then.</summary>
    private static bool IsWatching { get; } = Environment.GetEnvironmentVariable("MAILBOX_WATCH") != "off";

    public TestFolder Folder { get; } = new();

    public string Name { get; }

    public MailboxOptions Options { get; set; }

    public string Root => Folder.Path;

    public string StoreFolder => Folder["mailbox", Name];

    public string ConfigPath => Folder["teams", Name, "config.json"];

    public string InboxPath(string agent) => Folder["teams", Name, "inboxes", agent + ".json"];

    /// <summary>The options of a test; with MAILBOX_WATCH=off they watch nothing.</summary>
    public static MailboxOptions Watching(MailboxOptions options) => IsWatching || !options.WatchFolders ? options : options with
    {
        WatchFolders = false,
        RescanInterval = options.RescanInterval < Glance ? options.RescanInterval : Glance,
    };

    public async Task<AgentMailbox> JoinAsync(string agent, MailboxOptions? options = null)
    {
        var mailbox = await AgentMailbox.JoinAsync(Name, agent, Watching(options ?? Options) with { Root = Root });
        _mailboxes.Add(mailbox);
        return mailbox;
    }

    /// <summary>The message files of one of an agent's folders.</summary>
    public IReadOnlyList<string> Files(string agent, string box) =>
        Directory.Exists(Folder["mailbox", Name, "agents", agent, box])
            ? [.. Directory.GetFiles(Folder["mailbox", Name, "agents", agent, box]).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>Closes every mailbox, as a process that ends does.</summary>
    public async Task CloseAsync()
    {
        foreach (var mailbox in _mailboxes)
        {
            await mailbox.DisposeAsync();
        }

        _mailboxes.Clear();
    }

    public void DeleteIndex()
    {
        foreach (var file in Directory.GetFiles(StoreFolder, "index.db*"))
        {
            File.Delete(file);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Folder.Dispose();
    }
}
