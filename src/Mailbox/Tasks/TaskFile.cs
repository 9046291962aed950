using System.Globalization;
using System.Text;
using System.Text.Json;
using Mailbox.Json;
using Mailbox.Payloads;

namespace Mailbox.Tasks;

/// <summary>
/// A task's file: the object that Agent Teams writes (<c>id, subject, description, activeForm?, owner?, status, blocks, blockedBy, metadata?</c>), in
/// whose <c>metadata</c> Mailbox keeps a key of its own. A change replaces the values that differ; every other byte stays as somebody wrote it.
/// </summary>
internal sealed class TaskFile
{
    private const string Own = "mailbox";
    private static readonly JsonWriterOptions Pretty = new() { Encoder = JsonStringifyEncoder.Instance, Indented = true, IndentSize = 2, NewLine = "\n" };

    private TaskFile(long id, byte[] text, TaskFields fields, TaskDetails details) => (Id, Text, Fields, Details) = (id, text, fields, details);

    public long Id { get; }

    public byte[] Text { get; }

    public TaskFields Fields { get; }

    public TaskDetails Details { get; }

    /// <exception cref="JsonException">It is no task.</exception>
    public static TaskFile Parse(long id, byte[] bytes)
    {
        var text = JsonText.WithoutMark(bytes).ToArray();
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || TextOf(root, "subject") is not { } subject)
        {
            throw new JsonException("it is no object with a subject.");
        }

        var metadata = root.TryGetProperty("metadata"u8, out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        var details = metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty(Own, out var own) && own.ValueKind == JsonValueKind.Object
            ? own.Deserialize(TaskJson.Documents.TaskDetails)
            : null;
        return new TaskFile(id, text, new TaskFields
        {
            Subject = subject,
            Description = TextOf(root, "description") ?? "",
            ActiveForm = TextOf(root, "activeForm"),
            Owner = TextOf(root, "owner") is { Length: > 0 } owner ? owner : null,
            Status = TextOf(root, "status") ?? TaskFields.Pending,
            Blocks = List(root, "blocks"),
            BlockedBy = List(root, "blockedBy"),
            IsInternal = metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty("_internal"u8, out var flag) && flag.ValueKind == JsonValueKind.True,
        }, Normalize(details ?? new TaskDetails()));
    }

    public static TaskFile New(long id, TaskFields fields, TaskDetails details)
    {
        var text = Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("id", id.ToString(CultureInfo.InvariantCulture));
            writer.WriteString("subject", fields.Subject);
            writer.WriteString("description", fields.Description);
            if (fields.ActiveForm is not null)
            {
                writer.WriteString("activeForm", fields.ActiveForm);
            }

            if (fields.Owner is not null)
            {
                writer.WriteString("owner", fields.Owner);
            }

            writer.WriteString("status", fields.Status);
            WriteList(writer, "blocks", fields.Blocks);
            WriteList(writer, "blockedBy", fields.BlockedBy);
            writer.WriteEndObject();
        });
        return new TaskFile(id, SetDetails(text, details), fields, details);
    }

    /// <summary>The file with other values; itself when none differs.</summary>
    public TaskFile With(TaskFields fields, TaskDetails details)
    {
        var text = Text;
        Replace(ref text, "subject", Fields.Subject, fields.Subject);
        Replace(ref text, "description", Fields.Description, fields.Description);
        Replace(ref text, "activeForm", Fields.ActiveForm, fields.ActiveForm);
        Replace(ref text, "owner", Fields.Owner, fields.Owner);
        Replace(ref text, "status", Fields.Status, fields.Status);
        Replace(ref text, "blocks", Fields.Blocks, fields.Blocks);
        Replace(ref text, "blockedBy", Fields.BlockedBy, fields.BlockedBy);
        text = details == Details ? text : SetDetails(text, details);
        return ReferenceEquals(text, Text) ? this : new TaskFile(Id, text, fields, details);
    }

    private static TaskDetails Normalize(TaskDetails details) => details with
    {
        Capabilities = details.Capabilities?.Where(static one => one is not null).ToList(),
        Notes = details.Notes?.Where(static note => note is not null).ToList(),
        Failures = details.Failures?.Where(static failure => failure is not null).ToList(),
        Attempt = details.Attempt is { } attempt ? Math.Clamp(attempt, 0, 1_000_000) : null,
    };

    private static void Replace(ref byte[] text, string key, string? before, string? after)
    {
        if (before != after)
        {
            text = after is null ? JsonObjectText.Remove(text, key) : JsonObjectText.Set(text, key, Write(writer => writer.WriteStringValue(after)), indent: 2);
        }
    }

    private static void Replace(ref byte[] text, string key, IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        if (!before.SequenceEqual(after, StringComparer.Ordinal))
        {
            text = JsonObjectText.Set(text, key, JsonArrayText.Indent(Write(writer => WriteList(writer, name: null, after)), 2), indent: 2);
        }
    }

    private static byte[] SetDetails(byte[] text, TaskDetails details)
    {
        var own = JsonArrayText.Indent(JsonSerializer.SerializeToUtf8Bytes(details, TaskJson.Documents.TaskDetails), 4);
        var metadata = JsonObjectText.Get(text, "metadata");
        return JsonObjectText.Set(text, "metadata", JsonObjectText.Set(metadata is [(byte)'{', ..] ? metadata : "{}"u8, Own, own, indent: 4), indent: 2);
    }

    private static void WriteList(Utf8JsonWriter writer, string? name, IReadOnlyList<string> items)
    {
        if (name is not null)
        {
            writer.WritePropertyName(name);
        }

        writer.WriteStartArray();
        foreach (var item in items)
        {
            writer.WriteStringValue(item);
        }

        writer.WriteEndArray();
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, Pretty))
        {
            write(writer);
        }

        return output.ToArray();
    }

    private static string? TextOf(JsonElement element, string key) =>
        element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? JsonValues.TextOf(value) ?? Encoding.UTF8.GetString("\uFFFD"u8) : null;

    private static IReadOnlyList<string> List(JsonElement element, string key) =>
        element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String).Select(static item => JsonValues.TextOf(item)).OfType<string>()]
            : [];
}
