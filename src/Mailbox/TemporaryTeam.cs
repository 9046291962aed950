namespace Mailbox;

/// <summary>A team in a folder of its own under the system's temporary folder, for unit tests: gone when disposed.</summary>
public sealed class TemporaryTeam : IAsyncDisposable
{
    private readonly List<AgentMailbox> _mailboxes = [];
    private readonly MailboxOptions _options;

    private TemporaryTeam(string root, string name, MailboxOptions options) => (Root, Name, _options) = (root, name, options with { Root = root });

    /// <summary>The folder; everything of the team is in it.</summary>
    public string Root { get; }

    /// <summary>The team's name.</summary>
    public string Name { get; }

    /// <summary>Makes the folder. The team itself begins with its first member.</summary>
    /// <param name="options">How its mailboxes behave; the root is set. Default: as usual, but <see cref="Durability.ProcessCrash"/>.</param>
    /// <param name="name">The team's name.</param>
    public static TemporaryTeam Create(MailboxOptions? options = null, string name = "test-team") =>
        new(Directory.CreateTempSubdirectory("mailbox-").FullName, name, options ?? new MailboxOptions { Durability = Durability.ProcessCrash });

    /// <summary>Joins as an agent; the mailbox is disposed with the team, if not before.</summary>
    public async ValueTask<AgentMailbox> JoinAsync(string agent, CancellationToken cancel = default)
    {
        var mailbox = await AgentMailbox.JoinAsync(Name, agent, _options, cancel).ConfigureAwait(false);
        lock (_mailboxes)
        {
            _mailboxes.Add(mailbox);
        }

        return mailbox;
    }

    /// <summary>Disposes the mailboxes and deletes the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var mailbox in _mailboxes)
        {
            await mailbox.DisposeAsync().ConfigureAwait(false);
        }

        Directory.Delete(Root, recursive: true);
    }
}
