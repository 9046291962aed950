using Mailbox.Analyzers.Payloads;
using Mailbox.CodeFixes;

namespace Mailbox.Analyzers.Tests.Payloads;

public sealed class UnreachablePayloadTests() : RuleTests(new UnreachablePayloadAnalyzer(), new UnreachablePayloadFix())
{
    [Theory]
    [InlineData("""
            class Outer { [Payload("a")] private sealed record [|A|](string Text); }
            """)]
    [InlineData("""
            class Outer { private class Middle { [Payload("a")] public sealed record [|A|](string Text); } }
            """)]
    [InlineData("""
            [Payload("a")] file sealed record [|A|](string Text);
            """)]
    [InlineData("""
            class Outer<T> { [Payload("a")] public sealed record [|A|](string Text); }
            """)]
    public Task Is_found(string source) => FoundAsync(source);

    [Theory]
    [InlineData("""
            class Outer { [Payload("a")] internal sealed record A(string Text); }
            """)]
    [InlineData("""
            [Payload("a")] sealed record A(string Text);
            """)]
    public Task Is_not_found(string source) => SilentAsync(source);

    [Theory]
    [InlineData("""
            class Outer { [Payload("a")] private sealed record [|A|](string Text); }
            """, """
            class Outer { [Payload("a")] internal sealed record A(string Text); }
            """)]
    [InlineData("""
            class Outer { [Payload("a")] sealed record [|A|](string Text); }
            """, """
            class Outer { [Payload("a")] internal sealed record A(string Text); }
            """)]
    [InlineData("""
            [Payload("a")] file sealed record [|A|](string Text);
            """, """
            [Payload("a")] internal sealed record A(string Text);
            """)]
    public Task Is_mended(string before, string after) => FixedAsync(before, after);
}
