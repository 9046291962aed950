using System.Text.Json;
using Mailbox.Files;
using Mailbox.Files.Locks;
using Mailbox.Json;
using Polly;
using Polly.Retry;

namespace Mailbox.Teams;

/// <summary>
/// Who is in a team: reads its <c>config.json</c>, and adds and removes our own members there. Nobody has seen the real client lock that
/// file, so a change is read, replace by rename, read back, and repeat if it is gone; a lock of our own keeps our processes apart.
/// </summary>
internal sealed class TeamRoster(Disk disk, TimeProvider time, TeamFolder team)
{
    private const int Tries = 5;
    private readonly ProcessLock _lock = new(disk, Path.Combine(team.StoreFolder, "config.lock"));

    public string ConfigPath => team.ConfigPath;

    /// <summary>The team as its config tells; null when it has no folder (any more).</summary>
    /// <exception cref="TeamConfigException">The config is there and cannot be read.</exception>
    public TeamInfo? Read() => ReadText() is { } text ? TeamConfig.Parse(text, team.ConfigPath) : null;

    /// <summary>As <see cref="Read"/>, for who knows nothing of the team yet: an older client writes in place, and half a file is whole a moment later.</summary>
    /// <exception cref="TeamConfigException">The config is there and stays unreadable.</exception>
    public TeamInfo? ReadPatiently()
    {
        try
        {
            return Read();
        }
        catch (TeamConfigException)
        {
            return HalfWritten.UntilWhole.Execute(Read);
        }
    }

    /// <summary>What tells one state of the config from another; null when it is gone.</summary>
    public FileIdentity? Identify() => disk.Identify(team.ConfigPath);

    /// <summary>Adds a member, and makes the team if it is not there. A member of that name stays as it is.</summary>
    /// <exception cref="NameTakenException">A member of another name has the same file, or one of Claude Code the same name.</exception>
    public async ValueTask JoinAsync(string agent, string workingDirectory, CancellationToken cancel)
    {
        disk.EnsureDirectory(team.StoreFolder);
        using var held = await _lock.AcquireAsync(cancel).ConfigureAwait(false);
        await ChangeAsync(text => text is null ? NewTeam(agent, workingDirectory) : WithMember(text, agent, workingDirectory), cancel).ConfigureAwait(false);
    }

    /// <summary>Makes the team, without members, if it is not there.</summary>
    public async ValueTask MakeAsync(CancellationToken cancel)
    {
        disk.EnsureDirectory(team.StoreFolder);
        using var held = await _lock.AcquireAsync(cancel).ConfigureAwait(false);
        await ChangeAsync(text => text is null ? (ReadOnlyMemory<byte>?)NewTeam(agent: null, workingDirectory: "") : null, cancel).ConfigureAwait(false);
    }

    /// <summary>Adds a member again. A team that is gone stays gone: making it anew would hide from everybody that it has ended.</summary>
    /// <exception cref="DirectoryNotFoundException">It went just now.</exception>
    public async ValueTask RejoinAsync(string agent, string workingDirectory, CancellationToken cancel)
    {
        disk.EnsureDirectory(team.StoreFolder);
        using var held = await _lock.AcquireAsync(cancel).ConfigureAwait(false);
        await ChangeAsync(text => text is null ? null : WithMember(text, agent, workingDirectory), cancel).ConfigureAwait(false);
    }

    /// <summary>Removes a member of ours; members of other back ends are left alone.</summary>
    public async ValueTask LeaveAsync(string agent, CancellationToken cancel)
    {
        disk.EnsureDirectory(team.StoreFolder);
        using var held = await _lock.AcquireAsync(cancel).ConfigureAwait(false);
        await ChangeAsync(text => text is null ? null : WithoutMember(text, agent), cancel).ConfigureAwait(false);
    }

    /// <summary>
    /// The client takes no lock, so between reading and replacing it may write, too: the new config is written and flushed first, and what was read is compared with what is
    /// there at the last moment. What comes in the instant that is left is another process's change lost, as two clients would lose each other's.
    /// </summary>
    private async ValueTask ChangeAsync(Func<byte[]?, ReadOnlyMemory<byte>?> change, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var text = ReadText();
                if (change(text) is not { } changed)
                {
                    return; // As it should be: nothing to change, or our change read back.
                }

                if (text is null)
                {
                    disk.EnsureDirectory(team.ConfigFolder); // Only for a team that we make: one that vanishes meanwhile must not come back.
                }

                Replace(text, changed.Span);
            }
            catch (TeamConfigException) when (attempt < Tries)
            {
                // An older client writes in place, so a reader can meet half a file. It is whole within milliseconds.
                await Task.Delay(TimeSpan.FromMilliseconds(20 * attempt), TimeProvider.System, cancel).ConfigureAwait(false);
                continue;
            }

            if (attempt >= Tries)
            {
                throw new TeamConfigException(team.ConfigPath, "keeps losing our change: somebody else rewrites it all the time. Try again.");
            }
        }
    }

    /// <exception cref="NameTakenException">A member of another name has the file that the name stands for, on some file system; or one of Claude Code has the name.</exception>
    public static void EnsureFree(TeamInfo? info, string agent)
    {
        var file = TeamNames.AgentFile(agent);
        if (info?.FindOther(agent) is { } other)
        {
            throw NameTakenException.OfOther(other, file + ".json");
        }

        if (info?.Members.FirstOrDefault(member => member.Name != agent && TeamNames.AgentFile(member.Name).Equals(file, StringComparison.OrdinalIgnoreCase)) is { } holder)
        {
            throw new NameTakenException(agent, holder.Name, file + ".json");
        }
    }

    private void Replace(byte[]? before, ReadOnlySpan<byte> after)
    {
        var temporary = Disk.NewTemporary(team.ConfigPath);
        disk.WriteNew(temporary, after, sync: true);
        try
        {
            var now = ReadText();
            if (before is null ? now is not null : now is null || !now.AsSpan().SequenceEqual(before))
            {
                return; // Somebody wrote meanwhile: once more, from what is there now.
            }

            disk.Move(temporary, team.ConfigPath);
            temporary = null;
        }
        finally
        {
            if (temporary is not null)
            {
                disk.DeleteQuietly(temporary);
            }
        }

        disk.SyncParent(team.ConfigPath);
    }

    private byte[]? ReadText()
    {
        try
        {
            return disk.ReadAll(team.ConfigPath, TeamConfig.MaxBytes);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // No such team, or no longer.
        }
    }

    private byte[] NewTeam(string? agent, string workingDirectory) => MemberWriter.WriteTeam(team.Name, agent, workingDirectory, time.GetUtcNow());

    private ReadOnlyMemory<byte>? WithMember(byte[] text, string agent, string workingDirectory)
    {
        var info = TeamConfig.Parse(text, team.ConfigPath);
        EnsureFree(info, agent);
        if (info.Members.Any(member => member.Name == agent))
        {
            return null;
        }

        return MembersIn(text).Append([MemberWriter.WriteMember(info.Name, agent, workingDirectory, time.GetUtcNow())], indent: 4);
    }

    private ReadOnlyMemory<byte>? WithoutMember(byte[] text, string agent)
    {
        var info = TeamConfig.Parse(text, team.ConfigPath);
        if (!info.Members.Any(member => member.Name == agent && member.IsMailbox))
        {
            return null;
        }

        var members = MembersIn(text);
        return members.Remove(index => IsOurs(members[index], agent));
    }

    private JsonArrayText MembersIn(byte[] text) =>
        JsonArrayText.FindProperty(text, "members"u8) ?? throw new TeamConfigException(team.ConfigPath, "has no list 'members' to join.");

    private static bool IsOurs(ReadOnlyMemory<byte> member, string agent)
    {
        using var document = JsonDocument.Parse(member);
        return document.RootElement is { ValueKind: JsonValueKind.Object } element
            && element.TryGetProperty("name"u8, out var name) && name.ValueKind == JsonValueKind.String && name.GetString() == agent
            && element.TryGetProperty("backendType"u8, out var backend) && backend.ValueKind == JsonValueKind.String && backend.GetString() == "mailbox";
    }

    /// <summary>Made when the first config is found half written, which in most processes is never.</summary>
    private static class HalfWritten
    {
        public static readonly ResiliencePipeline UntilWhole = new ResiliencePipelineBuilder { Name = "half-written config" }
            .AddRetry(new RetryStrategyOptions { ShouldHandle = new PredicateBuilder().Handle<TeamConfigException>(), MaxRetryAttempts = Tries, Delay = TimeSpan.FromMilliseconds(20) })
            .Build();
    }
}
