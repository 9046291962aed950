using Mailbox.Analyzers.Handlers;

namespace Mailbox.Analyzers.Tests.Handlers;

public sealed class HandlerSignatureTests() : RuleTests(new HandlerSignatureAnalyzer())
{
    [Theory]
    [InlineData("""
            partial class H { [Handles] void [|M|]() { } }
            """)]
    [InlineData("""
            partial class H { [Handles] void [|M|](int x) { } }
            """)]
    [InlineData("""
            partial class H { [Handles] void [|M|](string a, string b) { } }
            """)]
    [InlineData("""
            partial class H { [Handles] void [|M|](ref string a) { } }
            """)]
    [InlineData("""
            partial class H { [Handles] int [|M|](string a) => 1; }
            """)]
    [InlineData("""
            partial class H { [Handles] Task<List<string>> [|M|](string a) => Task.FromResult(new List<string>()); }
            """)]
    [InlineData("""
            partial class H { [Handles] void [|M|](MessageContext context, CancellationToken cancel) { } }
            """)]
    public Task Is_found(string source) => FoundAsync(source);

    [Theory]
    [InlineData("""
            [Payload("q")] public sealed record Q(string Text) : IRequest<R>;
            [Payload("r")] public sealed record R(string Text);
            partial class H { [Handles] R A(Q q) => new(""); [Handles] Task B(R r, CancellationToken c) => Task.CompletedTask; [Handles] ValueTask<string?> C(MessageContext x, string t) => default; [Handles] static void D(UnknownPayload u) { } }
            """)]
    public Task Is_not_found(string source) => SilentAsync(source);
}
