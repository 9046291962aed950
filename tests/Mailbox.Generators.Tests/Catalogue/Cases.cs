using System.Collections.Immutable;
using System.Text.Json;

[assembly: Mailbox.PayloadOf(typeof(Mailbox.Generators.Tests.Catalogue.Page<int>))]

namespace Mailbox.Generators.Tests.Catalogue;

/// <summary>Every payload of the catalogue, with values that are hard to get right.</summary>
internal static class Cases
{
    public static IReadOnlyDictionary<string, object> All { get; } = new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["scalars"] = new Scalars(
            "“ünï” \"x\" 🐎\n\u0001", Flag: true, 255, -128, short.MinValue, ushort.MaxValue, int.MinValue, uint.MaxValue, long.MinValue, ulong.MaxValue, 0.1f, double.Epsilon, 79228162514264337593543950335m, '€',
            Guid.Parse("0b9f6f0a-3c5e-4b7e-9d0d-3a9b7c1c2d3e"), new DateTime(2026, 11, 21, 8, 59, 18, DateTimeKind.Utc), new DateTimeOffset(2026, 11, 21, 8, 59, 18, 506, TimeSpan.FromHours(-3)), new DateOnly(2026, 2, 28),
            new TimeOnly(23, 59, 59, 999), TimeSpan.FromDays(-1.5), new Uri("https://example.org/a?b=c#d"), new Version(1, 2, 3), [0, 255, 7], Json("""{"a":[1,null,"x"]}"""), Colour.Blue),
        ["nullables-unset"] = new Nullables(null, null, null, null, null, null, null, null, null, null, null, null, null),
        ["nullables-set"] = new Nullables("", Flag: false, 0, -0.5, Guid.Empty, DateTimeOffset.UnixEpoch, TimeSpan.Zero, new Uri("a/b", UriKind.Relative), Json("[]"), Colour.Red, new Point(1, 2), new Leaf("x", []), []),
        ["point"] = new Point(1),
        ["leaf"] = new Leaf("root", [new Leaf("a", [new Leaf("aa", [])]), new Leaf("b", [])], new Leaf("a", [])),
        ["collections"] = new Collections(
            ["a", ""], [1], [2], [3], [4, 5], [new Point(1, 2)], ["c"], [Colour.Red, Colour.Blue], new HashSet<int> { 6 }, [7, 8], ["i"], ["x", null], [[1], [], [2, 3]], [1, null],
            new Dictionary<string, int>(StringComparer.Ordinal) { ["a b"] = 1, [""] = 2 }, new Dictionary<string, Leaf>(StringComparer.Ordinal) { ["l"] = new("l", []) },
            new Dictionary<Guid, string> { [Guid.Empty] = "g" }, ImmutableDictionary<int, string>.Empty.Add(-1, "i"), new Dictionary<Colour, string?> { [Colour.DarkGreen] = null }, Access.Read | Access.Write),
        ["members"] = new Members { Name = "n", Needed = 1, Renamed = "r", Hex = 255, MaybeHex = 16, Temperature = new(-3), Inside = 6 },
        ["circle"] = new Shape.Circle("c", 1.5),
        ["drawing"] = new Drawing([new Shape.Circle("c", 1), new Shape.Rectangle("r", 2, 3)], new Shape.Circle("f", 0)),
        ["page-of-shapes"] = new Page<Shape>([new Shape.Rectangle("r", 2, 3)], 2) { Size = 1 },
        ["page-of-ints"] = new Page<int>([1, 2], 3),
        ["defaults"] = new Defaults(),
        ["derived"] = new Derived("o", "i") { FromBase = 9 },
        ["empty"] = new Empty(),
        ["class"] = new PlainClass(5) { Text = "t" },
        ["corners"] = new Corners(255, 16, 0) { Note = null, Number = null }.Turn("inside"),
        ["animal"] = new Animal("a"),
        ["dog"] = new Animal.Dog("d", 3),
        ["nested"] = new Outer.Nested(new Outer.Inner { Value = 1, Note = "n" }),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement.Clone();
}
