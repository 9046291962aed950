namespace Mailbox.Teams;

/// <summary>The paths of one team under one root.</summary>
internal sealed record TeamFolder(string Root, string Name)
{
    /// <summary>The folder's own name, the same under <c>teams/</c>, <c>tasks/</c> and <c>mailbox/</c>.</summary>
    public string FolderName { get; } = TeamNames.Folder(Name);

    public string ConfigFolder => Path.Combine(Root, "teams", FolderName);

    public string ConfigPath => Path.Combine(ConfigFolder, "config.json");

    /// <summary>Our own data: beside <c>teams/</c>, because the real client deletes its team folder with everything in it.</summary>
    public string StoreFolder => Path.Combine(Root, "mailbox", FolderName);

    /// <summary>Where inboxes are written. A named-era lead reads them in the twin folder, which for most names is the same one.</summary>
    public string InboxFolder => Path.Combine(Root, "teams", TeamNames.TwinFolder(Name), "inboxes");

    /// <summary>The task list that Claude Code keeps for the team; it stays when the team's folder goes.</summary>
    public string TaskFolder => Path.Combine(Root, "tasks", FolderName);

    public string InboxPath(string agent) => Path.Combine(InboxFolder, TeamNames.AgentFile(agent) + ".json");

    /// <summary>Where mail for an agent can be found: the twin folder first.</summary>
    public IReadOnlyList<string> InboxPaths(string agent)
    {
        var plain = Path.Combine(ConfigFolder, "inboxes", TeamNames.AgentFile(agent) + ".json");
        return plain == InboxPath(agent) ? [plain] : [InboxPath(agent), plain];
    }
}
