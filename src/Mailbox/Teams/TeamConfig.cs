using System.Text.Json;
using Mailbox.Processes;

namespace Mailbox.Teams;

/// <summary>Reads a team's <c>config.json</c>. Keys that are missing or odd make a field null, not the team unreadable.</summary>
internal static class TeamConfig
{
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <exception cref="TeamConfigException">It is not a JSON object.</exception>
    public static TeamInfo Parse(ReadOnlyMemory<byte> text, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new TeamConfigException(path, $"is {root.ValueKind} where an object should be.");
            }

            var folder = Path.GetDirectoryName(path)!;
            return new TeamInfo
            {
                Name = Text(root, "name") ?? Path.GetFileName(folder),
                Folder = folder,
                Description = Text(root, "description"),
                CreatedAt = Time(root, "createdAt"),
                Era = root.TryGetProperty("leadProcess"u8, out _) || Path.GetFileName(folder).StartsWith("session-", StringComparison.Ordinal) ? TeamEra.Session : TeamEra.Named,
                LeadProcess = LeadOf(root),
                Members = MembersOf(root),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new TeamConfigException(path, $"is not JSON that can be read: {e.Message}", e);
        }
    }

    private static ProcessIdentity? LeadOf(JsonElement root)
    {
        if (!root.TryGetProperty("leadProcess"u8, out var process) || process.ValueKind != JsonValueKind.Object
            || !process.TryGetProperty("pid"u8, out var pid) || pid.ValueKind != JsonValueKind.Number || !pid.TryGetInt32(out var id))
        {
            return null;
        }

        return new ProcessIdentity(id, Text(process, "procStart") ?? "", Text(process, "pidSpace") ?? "");
    }

    private static IReadOnlyList<TeamMember> MembersOf(JsonElement root) =>
        !root.TryGetProperty("members"u8, out var members) || members.ValueKind != JsonValueKind.Array
            ? []
            : [.. members.EnumerateArray()
                .Where(member => member.ValueKind == JsonValueKind.Object && Text(member, "name") is { Length: > 0 })
                .Select(member => new TeamMember
                {
                    Name = Text(member, "name")!,
                    AgentId = Text(member, "agentId"),
                    AgentType = Text(member, "agentType"),
                    Model = Text(member, "model"),
                    Color = Text(member, "color"),
                    JoinedAt = Time(member, "joinedAt"),
                    WorkingDirectory = Text(member, "cwd"),
                    BackendType = Text(member, "backendType"),
                })];

    private static string? Text(JsonElement element, string key) =>
        element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement element, string key) =>
        element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var milliseconds) && milliseconds is > 0 and < 253_402_300_799_999
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
}
