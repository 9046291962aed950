using System.Text.Json;
using System.Text.Json.Serialization;
using Mailbox.Teams;

namespace Mailbox;

/// <summary>UTC with exactly three decimals and <c>Z</c>, as JavaScript's toISOString writes it.</summary>
internal sealed class FrameTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(EntryWriter.FormatTime(value));
}
