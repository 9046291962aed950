using Mailbox.Analyzers.Payloads;

namespace Mailbox.Analyzers.Tests.Payloads;

public sealed class CollidingMembersTests() : RuleTests(new CollidingMembersAnalyzer())
{
    [Theory]
    [InlineData("""
            [Payload("a")] public sealed record A(string Path, string [|PATH|]);
            """)]
    [InlineData("""
            [Payload("a")] public sealed record A(string Path) { [JsonPropertyName("Path")] public string? [|Other|] { get; init; } }
            """)]
    [InlineData("""
            [Payload("a")] public sealed record A(Dictionary<string, N[]> Parts);
            public sealed record N(int X, int [|x|]);
            """)]
    public Task Is_found(string source) => FoundAsync(source);

    [Theory]
    [InlineData("""
            [Payload("a")] public sealed record A(string Path, string Path2);
            """)]
    [InlineData("""
            [Payload("a")] public sealed record A(string Path) { [JsonIgnore] public string? PATH { get; init; } }
            """)]
    public Task Is_not_found(string source) => SilentAsync(source);
}
