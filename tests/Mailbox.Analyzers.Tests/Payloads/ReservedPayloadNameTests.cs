using Mailbox.Analyzers.Payloads;

namespace Mailbox.Analyzers.Tests.Payloads;

public sealed class ReservedPayloadNameTests() : RuleTests(new ReservedPayloadNameAnalyzer())
{
    [Theory]
    [InlineData("""
            [[|Payload("shutdown_request")|]] public sealed record A(string Text);
            """)]
    [InlineData("""
            [[|Payload("message")|]] public sealed record A(string Text);
            """)]
    [InlineData("""
            [[|Payload("mailbox.error")|]] public sealed record A(string Text);
            """)]
    public Task Is_found(string source) => FoundAsync(source);

    [Theory]
    [InlineData("""
            [Payload("shutdown.request")] public sealed record A(string Text);
            """)]
    [InlineData("""
            [Payload("mailboxes")] public sealed record A(string Text);
            """)]
    public Task Is_not_found(string source) => SilentAsync(source);
}
