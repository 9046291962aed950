using Mailbox.Teams;

namespace Mailbox.Delivery;

/// <summary>From the name a user gave to a team's folders.</summary>
internal static class TeamLocator
{
    /// <exception cref="InvalidNameException">The name cannot be used.</exception>
    /// <exception cref="NameTakenException">Its folder belongs to a team of another name.</exception>
    public static TeamFolder Locate(MailboxOptions options, string team)
    {
        TeamNames.Validate(team);
        var asked = new TeamFolder(MailboxEnvironment.Root(options.Root), team);
        TeamInfo? existing;
        try
        {
            existing = new TeamRoster(options.Disk, options.TimeProvider, asked).ReadPatiently();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailboxStorageException("Reading a team's config", asked.ConfigPath, e);
        }

        if (existing is null || existing.Name == team)
        {
            return asked;
        }

        // The user may have given the folder's name, which is what a listing shows. The config knows the real one, and with it the twin folder.
        return team == asked.FolderName && TeamNames.Folder(existing.Name) == asked.FolderName
            ? asked with { Name = existing.Name }
            : throw new NameTakenException(team, existing.Name, asked.FolderName);
    }
}
