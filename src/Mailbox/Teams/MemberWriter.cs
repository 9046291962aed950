using System.Text.Json;
using Mailbox.Json;

namespace Mailbox.Teams;

/// <summary>Writes our own member, and a team of our own making, in the shape the real client writes.</summary>
internal static class MemberWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JsonStringifyEncoder.Instance, Indented = true, IndentSize = 2, NewLine = "\n" };

    public static byte[] WriteMember(string team, string agent, string workingDirectory, DateTimeOffset now) =>
        JsonArrayText.Indent(Write(writer => Member(writer, team, agent, workingDirectory, now)), 4);

    public static byte[] WriteTeam(string team, string? agent, string workingDirectory, DateTimeOffset now) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("name", team);
        writer.WriteString("description", "Made by Mailbox; it has no lead.");
        writer.WriteNumber("createdAt", now.ToUnixTimeMilliseconds());
        writer.WriteString("leadAgentId", $"{TeamNames.Lead}@{team}");
        writer.WriteStartArray("members");
        if (agent is not null)
        {
            Member(writer, team, agent, workingDirectory, now);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void Member(Utf8JsonWriter writer, string team, string agent, string workingDirectory, DateTimeOffset now)
    {
        writer.WriteStartObject();
        writer.WriteString("agentId", $"{agent}@{team}");
        writer.WriteString("name", agent);
        writer.WriteString("agentType", "external");
        writer.WriteNumber("joinedAt", now.ToUnixTimeMilliseconds());
        writer.WriteString("tmuxPaneId", "");
        writer.WriteString("cwd", workingDirectory);
        writer.WriteStartArray("subscriptions");
        writer.WriteEndArray();
        writer.WriteString("backendType", "mailbox");
        writer.WriteEndObject();
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, Options))
        {
            write(writer);
        }

        return output.ToArray();
    }
}
