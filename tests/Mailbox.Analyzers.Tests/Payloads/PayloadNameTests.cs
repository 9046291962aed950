using Mailbox.Analyzers.Payloads;
using Mailbox.CodeFixes;

namespace Mailbox.Analyzers.Tests.Payloads;

public sealed class PayloadNameTests() : RuleTests(new PayloadNameAnalyzer(), new PayloadNameFix())
{
    [Theory]
    [InlineData("""
            [[|Payload("")|]] public sealed record A(string Text);
            """)]
    [InlineData("""
            [[|Payload("Review Request")|]] public sealed record A(string Text);
            """)]
    [InlineData("""
            [[|Payload("review..request")|]] public sealed record A(string Text);
            """)]
    [InlineData("""
            [[|Payload("1review")|]] public sealed record A(string Text);
            """)]
    [InlineData("""
            [[|Payload("review-")|]] public sealed record A(string Text);
            """)]
    [InlineData("""
            [[|Payload("page.of.{U}")|]] public sealed record A<T>(T Item) where T : notnull;
            """)]
    public Task Is_found(string source) => FoundAsync(source);

    [Theory]
    [InlineData("""
            [Payload("review.request")] public sealed record A(string Text);
            """)]
    [InlineData("""
            [Payload("a")] public sealed record A(string Text);
            """)]
    [InlineData("""
            [Payload("a1-b_2.c")] public sealed record A(string Text);
            """)]
    [InlineData("""
            [Payload("page.of.{T}")] public sealed record A<T>(T Item) where T : notnull;
            """)]
    [InlineData("""
            public sealed record A(string Text);
            """)]
    public Task Is_not_found(string source) => SilentAsync(source);

    [Theory]
    [InlineData("""
            [[|Payload("ReviewRequest")|]] public sealed record A(string Text);
            [[|Payload("", Prompt = "p")|]] public sealed record ReviewResultXML(string Text);
            """, """
            [Payload("review.request")] public sealed record A(string Text);
            [Payload("review.result.xml", Prompt = "p")] public sealed record ReviewResultXML(string Text);
            """)]
    public Task Is_mended(string before, string after) => FixedAsync(before, after);
}
