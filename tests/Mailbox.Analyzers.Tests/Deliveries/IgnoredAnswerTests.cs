using Mailbox.Analyzers.Deliveries;
using Mailbox.CodeFixes;

namespace Mailbox.Analyzers.Tests.Deliveries;

public sealed class IgnoredAnswerTests() : RuleTests(new IgnoredAnswerAnalyzer(), new IgnoredAnswerFix())
{
    [Theory]
    [InlineData("""
            [Payload("q")] public sealed record Q(string Text) : IRequest<R>;
            [Payload("r")] public sealed record R(string Text);
            class C { async Task M(AgentMailbox mailbox) { await [|mailbox.RequestAsync(new Q(""), "a")|]; await [|mailbox.RequestAsync(OutgoingMessage.FromText(""), "a")|].ConfigureAwait(false); } }
            """)]
    [InlineData("""
            [Payload("q")] public sealed record Q(string Text) : IRequest<R>;
            [Payload("r")] public sealed record R(string Text);
            class C { void M(AgentMailbox mailbox) { [|mailbox.RequestAsync(new Q(""), "a")|]; } }
            """)]
    public Task Is_found(string source) => FoundAsync(source);

    [Theory]
    [InlineData("""
            [Payload("q")] public sealed record Q(string Text) : IRequest<R>;
            [Payload("r")] public sealed record R(string Text);
            class C { async Task<R> M(AgentMailbox mailbox) { _ = await mailbox.RequestAsync(new Q(""), "a"); var r = await mailbox.RequestAsync(new Q(""), "a"); await mailbox.SendAsync(r, "a"); return await mailbox.RequestAsync(new Q(""), "a"); } }
            """)]
    public Task Is_not_found(string source) => SilentAsync(source);

    [Theory]
    [InlineData("""
            [Payload("q")] public sealed record Q(string Text) : IRequest<R>;
            [Payload("r")] public sealed record R(string Text);
            class C { async Task M(AgentMailbox mailbox) { await [|mailbox.RequestAsync(new Q("a"), "a")|]; await [|mailbox.RequestAsync(new Q("b"), "a")|]; } }
            """, """
            [Payload("q")] public sealed record Q(string Text) : IRequest<R>;
            [Payload("r")] public sealed record R(string Text);
            class C { async Task M(AgentMailbox mailbox) { await mailbox.SendAsync(new Q("a"), "a"); await mailbox.SendAsync(new Q("b"), "a"); } }
            """)]
    public Task Is_mended(string before, string after) => FixedAsync(before, after);
}
