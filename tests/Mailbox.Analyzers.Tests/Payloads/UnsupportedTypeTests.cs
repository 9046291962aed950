using Mailbox.Analyzers.Payloads;

namespace Mailbox.Analyzers.Tests.Payloads;

public sealed class UnsupportedTypeTests() : RuleTests(new UnsupportedTypeAnalyzer())
{
    [Fact]
    public async Task The_path_and_the_reason_are_told() => Assert.Equal(
        ["'A.Bs[].Inner' is 'object', which cannot travel: it has no shape; use JsonElement"],
        await FoundAsync("""public sealed record B(object Inner); [Payload("a")] public sealed record [|A|](IReadOnlyList<B> Bs);"""));

    [Theory]
    [InlineData("""
            [Payload("a")] public sealed record A(object [|Text|]);
            """)]
    [InlineData("""
            [Payload("a")] public sealed record A(Action [|Do|]);
            """)]
    [InlineData("""
            [Payload("a")] public sealed record A((int X, int Y) [|Pair|]);
            """)]
    [InlineData("""
            [Payload("a")] public sealed record A(IDisposable [|Thing|]);
            """)]
    [InlineData("""
            [Payload("a")] public sealed record A { public Task [|Work|] { get; init; } = Task.CompletedTask; }
            """)]
    [InlineData("""
            [Payload("a")] public sealed record A(Dictionary<Version, int> [|Map|]);
            """)]
    [InlineData("""
            [Payload("a")] public sealed record A(int[,] [|Grid|]);
            """)]
    [InlineData("""
            public sealed record B(object Inner);
            [Payload("a")] public sealed record [|A|](IReadOnlyList<B> Bs);
            """)]
    [InlineData("""
            [Payload("a")] public sealed record A { [JsonInclude] private int [|Hidden|] { get; init; } }
            """)]
    [InlineData("""
            [Payload("page.{T}")] public sealed record Page<T>(T Item, System.IO.Stream [|S|]) where T : notnull;
            """)]
    [InlineData("""
            [Payload("page.{T}")] public sealed record Page<T>(T Item) where T : notnull;
            [Payload("q")] public sealed record [|Q|](int A) : IRequest<Page<object>>;
            """)]
    public Task Is_found(string source) => FoundAsync(source);

    [Theory]
    [InlineData("""
            [Payload("a")] public sealed record A(string Text, JsonElement Any, IReadOnlyList<int?> List, Dictionary<Guid, Uri> Map, DayOfWeek Day);
            """)]
    [InlineData("""
            [Payload("a")] public sealed record A { [JsonIgnore] public object? Hidden { get; init; } }
            """)]
    [InlineData("""
            [Payload("a")] public sealed record A(string Text, A? Next);
            """)]
    [InlineData("""
            public sealed record A(object Text);
            """)]
    public Task Is_not_found(string source) => SilentAsync(source);
}
