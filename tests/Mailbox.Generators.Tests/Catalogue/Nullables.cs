using System.Text.Json;

namespace Mailbox.Generators.Tests.Catalogue;

[Payload("catalogue.nullables")]
public sealed record Nullables(
    string? Text, bool? Flag, int? Int, double? Double, Guid? Guid, DateTimeOffset? When, TimeSpan? Span, Uri? Uri, JsonElement? Element, Colour? Colour, Point? Point, Leaf? Leaf, IReadOnlyList<string>? List);
