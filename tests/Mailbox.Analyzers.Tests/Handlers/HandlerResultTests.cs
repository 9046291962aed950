using Mailbox.Analyzers.Handlers;

namespace Mailbox.Analyzers.Tests.Handlers;

public sealed class HandlerResultTests() : RuleTests(new HandlerResultAnalyzer())
{
    [Theory]
    [InlineData("""
            [Payload("q")] public sealed record Q(string Text) : IRequest<R>;
            [Payload("r")] public sealed record R(string Text);
            partial class H { [Handles] Q [|M|](Q q) => q; }
            """)]
    [InlineData("""
            [Payload("q")] public sealed record Q(string Text) : IRequest<R>;
            [Payload("r")] public sealed record R(string Text);
            partial class H { [Handles] Task<string> [|M|](Q q) => Task.FromResult(""); }
            """)]
    [InlineData("""
            [Payload("q")] public sealed record Q(string Text) : IRequest<R>;
            [Payload("r")] public sealed record R(string Text);
            partial class H { [Handles] void [|M|](Q q) { } }
            """)]
    public Task Is_found(string source) => FoundAsync(source);

    [Theory]
    [InlineData("""
            [Payload("q")] public sealed record Q(string Text) : IRequest<R>;
            [Payload("r")] public sealed record R(string Text);
            partial class H { [Handles] Task<R> M(Q q) => Task.FromResult(new R("")); [Handles] Q N(R r) => new(""); }
            """)]
    [InlineData("""
            [Payload("q")] public sealed record Q(string Text) : IRequest<R>;
            [Payload("r")] public sealed record R(string Text);
            partial class H { [Handles] void M(Q q, MessageContext context) { } }
            """)]
    [InlineData("""
            [Payload("s")] public sealed record S : IRequest<string>;
            partial class H { [Handles] string M(S s) => ""; }
            """)]
    public Task Is_not_found(string source) => SilentAsync(source);
}
