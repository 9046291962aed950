using Mailbox.Files;
using Mailbox.Teams;

namespace Mailbox;

/// <summary>Finds the teams under a root folder.</summary>
public static class AgentTeams
{
    /// <summary>Lists the teams, by folder name. A team whose config cannot be read is left out.</summary>
    /// <param name="root">The folder that holds <c>teams/</c>; default as in <see cref="MailboxOptions.Root"/>.</param>
    /// <param name="cancel">Stops the listing.</param>
    public static ValueTask<IReadOnlyList<TeamInfo>> ListAsync(string? root = null, CancellationToken cancel = default)
    {
        var teams = Path.Combine(MailboxEnvironment.Root(root), "teams");
        List<TeamInfo> found = [];
        foreach (var folder in Disk.Real.DirectoryNames(teams))
        {
            cancel.ThrowIfCancellationRequested();
            if (TryRead(Path.Combine(teams, folder, "config.json")) is { } team)
            {
                found.Add(team);
            }
        }

        return ValueTask.FromResult<IReadOnlyList<TeamInfo>>(found);
    }

    /// <summary>
    /// The live team of a folder: one whose lead works in that folder or in one above it. A lead whose process runs comes before one of which
    /// that cannot be told, the nearer folder before the farther, the younger team before the older. Null when there is none.
    /// </summary>
    /// <param name="folder">The folder; default the current one.</param>
    /// <param name="root">The folder that holds <c>teams/</c>; default as in <see cref="MailboxOptions.Root"/>.</param>
    /// <param name="cancel">Stops the search.</param>
    public static async ValueTask<TeamInfo?> FindLiveAsync(string? folder = null, string? root = null, CancellationToken cancel = default)
    {
        var here = Path.TrimEndingDirectorySeparator(MailboxEnvironment.WorkingDirectory(folder));
        return (await ListAsync(root, cancel).ConfigureAwait(false))
            .Where(team => team.Lead != LeadState.Gone && team.WorkingDirectory is { } home && IsWithin(here, home))
            .OrderByDescending(team => team.Lead == LeadState.Alive)
            .ThenByDescending(team => team.WorkingDirectory!.Length)
            .ThenByDescending(team => team.CreatedAt)
            .FirstOrDefault();
    }

    private static bool IsWithin(string folder, string home)
    {
        var top = Path.TrimEndingDirectorySeparator(home);
        return folder == top || folder.StartsWith(top + Path.DirectorySeparatorChar, StringComparison.Ordinal) || top == Path.GetPathRoot(folder);
    }

    private static TeamInfo? TryRead(string path)
    {
        try
        {
            return TeamConfig.Parse(Disk.Real.ReadAll(path, TeamConfig.MaxBytes), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or TeamConfigException)
        {
            return null; // No config, half a config, or not ours to read: not a team one could join now.
        }
    }
}
