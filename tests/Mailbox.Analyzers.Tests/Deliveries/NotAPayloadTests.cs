using Mailbox.Analyzers.Deliveries;

namespace Mailbox.Analyzers.Tests.Deliveries;

public sealed class NotAPayloadTests() : RuleTests(new NotAPayloadAnalyzer())
{
    [Theory]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox) { await [|mailbox.SendAsync(42, "a")|]; } }
            """)]
    [InlineData("""
            record X(int A);
            class C { OutgoingMessage M() => [|OutgoingMessage.Of(new X(1))|]; }
            """)]
    [InlineData("""
            record X(int A);
            class C { X M(Message message) => [|message.Read<X>()|]; }
            """)]
    public Task Is_found(string source) => FoundAsync(source);

    [Theory]
    [InlineData("""
            [Payload("q")] public sealed record Q(string Text) : IRequest<R>;
            [Payload("r")] public sealed record R(string Text);
            class C { async Task M<T>(AgentMailbox mailbox, T any, OutgoingMessage m) where T : notnull { await mailbox.SendAsync("text", "a"); await mailbox.SendAsync(m, "a"); await mailbox.SendAsync(any, "a"); await mailbox.SendAsync(new R(""), ["a", "b"]); } }
            """)]
    [InlineData("""
            [Payload("b")] public abstract record B(int A);
            public sealed record D(int A) : B(A);
            class C { OutgoingMessage M() => OutgoingMessage.Of(new D(1)); }
            """)]
    public Task Is_not_found(string source) => SilentAsync(source);
}
