using Mailbox.Analyzers.Handlers;
using Mailbox.CodeFixes;

namespace Mailbox.Analyzers.Tests.Handlers;

public sealed class HandlerTokenTests() : RuleTests(new HandlerTokenAnalyzer(), new HandlerTokenFix())
{
    [Theory]
    [InlineData("""
            [Payload("q")] public sealed record Q(string Text) : IRequest<R>;
            [Payload("r")] public sealed record R(string Text);
            partial class H { [Handles] Task<R> [|M|](Q q) => Task.FromResult(new R("")); }
            """)]
    public Task Is_found(string source) => FoundAsync(source);

    [Theory]
    [InlineData("""
            [Payload("q")] public sealed record Q(string Text) : IRequest<R>;
            [Payload("r")] public sealed record R(string Text);
            partial class H { [Handles] Task<R> M(Q q, CancellationToken cancel) => Task.FromResult(new R("")); [Handles] void N(R r) { } Task Other(Q q) => Task.CompletedTask; }
            """)]
    public Task Is_not_found(string source) => SilentAsync(source);

    [Theory]
    [InlineData("""
            partial class H { [Handles] Task [|M|](string s) => Task.CompletedTask; [Handles] Task [|N|](UnknownPayload u) => Task.CompletedTask; }
            """, """
            partial class H { [Handles] Task M(string s, CancellationToken cancel) => Task.CompletedTask; [Handles] Task N(UnknownPayload u, CancellationToken cancel) => Task.CompletedTask; }
            """)]
    public Task Is_mended(string before, string after) => FixedAsync(before, after);
}
