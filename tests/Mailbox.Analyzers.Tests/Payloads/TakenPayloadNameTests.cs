using Mailbox.Analyzers.Payloads;

namespace Mailbox.Analyzers.Tests.Payloads;

public sealed class TakenPayloadNameTests() : RuleTests(new TakenPayloadNameAnalyzer())
{
    [Theory]
    [InlineData("""
            [Payload("twice")] public sealed record A(string Text);
            [Payload("twice")] public sealed record [|B|](string Text);
            """)]
    public Task Is_found(string source) => FoundAsync(source);

    [Theory]
    [InlineData("""
            [Payload("one")] public sealed record A(string Text);
            [Payload("two")] public sealed record B(string Text);
            """)]
    public Task Is_not_found(string source) => SilentAsync(source);
}
