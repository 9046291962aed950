using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mailbox.Payloads;

/// <summary>Null as null, and everything else as another converter has it.</summary>
internal sealed class NullableConverter<T>(JsonConverter<T> converter) : JsonConverter<T?>
    where T : struct
{
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? null : converter.Read(ref reader, typeof(T), options);

    public override void Write(Utf8JsonWriter writer, T? value, JsonSerializerOptions options)
    {
        if (value is { } set)
        {
            converter.Write(writer, set, options);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
