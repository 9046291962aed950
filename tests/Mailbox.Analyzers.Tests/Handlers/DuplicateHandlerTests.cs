using Mailbox.Analyzers.Handlers;

namespace Mailbox.Analyzers.Tests.Handlers;

public sealed class DuplicateHandlerTests() : RuleTests(new DuplicateHandlerAnalyzer())
{
    [Theory]
    [InlineData("""
            [Payload("q")] public sealed record Q(string Text) : IRequest<R>;
            [Payload("r")] public sealed record R(string Text);
            partial class H { [Handles] R One(Q q) => new(""); [Handles] R [|Two|](Q q, MessageContext context) => new(""); }
            """)]
    [InlineData("""
            partial class H { [Handles] void One(string a) { } [Handles] void [|Two|](string b) { } }
            """)]
    public Task Is_found(string source) => FoundAsync(source);

    [Theory]
    [InlineData("""
            [Payload("q")] public sealed record Q(string Text) : IRequest<R>;
            [Payload("r")] public sealed record R(string Text);
            partial class H { [Handles] R One(Q q) => new(""); [Handles] void Two(R r) { } [Handles] void Three(string s) { } [Handles] void Four(UnknownPayload u) { } }
            """)]
    [InlineData("""
            [Payload("q")] public sealed record Q(string Text) : IRequest<R>;
            [Payload("r")] public sealed record R(string Text);
            partial class H { [Handles] R One(Q q) => new(""); }
            partial class I { [Handles] R One(Q q) => new(""); }
            """)]
    public Task Is_not_found(string source) => SilentAsync(source);
}
