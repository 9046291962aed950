using System.Text.Json.Serialization;

namespace Mailbox.Generators.Tests.Catalogue;

[JsonConverter(typeof(TemperatureConverter))]
public sealed record Temperature(int Degrees);
