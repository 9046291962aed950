using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mailbox.Generators.Tests.Catalogue;

public sealed class HexConverter : JsonConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => int.Parse(reader.GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString("x", CultureInfo.InvariantCulture));
}
