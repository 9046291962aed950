using Mailbox.Analyzers.Payloads;

namespace Mailbox.Analyzers.Tests.Payloads;

public sealed class ReservedMemberTests() : RuleTests(new ReservedMemberAnalyzer())
{
    [Theory]
    [InlineData("""
            [Payload("a")] public sealed record A(string [|Type|]);
            """)]
    [InlineData("""
            [Payload("a")] public sealed record A { [JsonPropertyName("type")] public string? [|Kind|] { get; init; } }
            """)]
    public Task Is_found(string source) => FoundAsync(source);

    [Theory]
    [InlineData("""
            [Payload("a")] public sealed record A([property: JsonPropertyName("kind")] string Type);
            """)]
    [InlineData("""
            [Payload("a")] public sealed record A(string Types);
            """)]
    public Task Is_not_found(string source) => SilentAsync(source);
}
