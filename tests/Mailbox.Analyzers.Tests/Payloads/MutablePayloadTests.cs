using Mailbox.Analyzers.Payloads;
using Mailbox.CodeFixes;

namespace Mailbox.Analyzers.Tests.Payloads;

public sealed class MutablePayloadTests() : RuleTests(new MutablePayloadAnalyzer(), new MutablePayloadFix())
{
    [Theory]
    [InlineData("""
            [Payload("a")] public sealed record A { public string [|Text|] { get; set; } = ""; }
            """)]
    [InlineData("""
            [Payload("a")] public record struct [|A|](int X);
            """)]
    [InlineData("""
            [Payload("a")] public sealed class A { public int [|X|] { get; set; } }
            """)]
    [InlineData("""
            [Payload("a")] public sealed record A(List<N?> Parts);
            [Payload("b")] public sealed record B(N Part);
            public sealed record N { public int [|X|] { get; set; } }
            """)]
    public Task Is_found(string source) => FoundAsync(source);

    [Theory]
    [InlineData("""
            [Payload("a")] public sealed record A(string Text) { public int X { get; init; } public int Y { get; private set; } public int Z => X; }
            """)]
    [InlineData("""
            [Payload("a")] public readonly record struct A(int X);
            """)]
    [InlineData("""
            public sealed record A { public int X { get; set; } }
            """)]
    public Task Is_not_found(string source) => SilentAsync(source);

    [Theory]
    [InlineData("""
            [Payload("a")] public sealed record A { public string [|Text|] { get; set; } = ""; public int [|X|] { get; set; } }
            """, """
            [Payload("a")] public sealed record A { public string Text { get; init; } = ""; public int X { get; init; } }
            """)]
    [InlineData("""
            [Payload("a")] public record struct [|A|](int X);
            """, """
            [Payload("a")] public readonly record struct A(int X);
            """)]
    public Task Is_mended(string before, string after) => FixedAsync(before, after);
}
