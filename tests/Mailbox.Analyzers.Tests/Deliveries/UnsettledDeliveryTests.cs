using Mailbox.Analyzers.Deliveries;

namespace Mailbox.Analyzers.Tests.Deliveries;

public sealed class UnsettledDeliveryTests() : RuleTests(new UnsettledDeliveryAnalyzer())
{
    [Theory]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var [|d|] in mailbox.ReceiveAsync(cancel: cancel)) { Console.WriteLine(d.Message.Text); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var [|d|] in mailbox.ReceiveAsync(cancel: cancel)) { if (d.Attempt > 1) { await d.AcknowledgeAsync(); } } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var [|d|] in mailbox.ReceiveAsync(cancel: cancel)) { if (d.Attempt > 1) { continue; } await d.AcknowledgeAsync(); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var [|d|] in mailbox.ReceiveAsync(cancel: cancel)) { switch (d.Message.Type) { case "a": await d.AcknowledgeAsync(); break; case "b": break; default: await d.RejectAsync("no"); break; } } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var [|d|] in mailbox.ReceiveAsync(cancel: cancel)) { try { Console.WriteLine(); await d.AcknowledgeAsync(); } catch (TimeoutException) { } } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { foreach (var [|d|] in await mailbox.ClaimAsync(5)) { await d.ExtendAsync(); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    public Task Is_found(string source) => FoundAsync(source);

    [Theory]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { await d.AcknowledgeAsync(); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { await using var own = d; Console.WriteLine(); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { await using (d) { } } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { if (d.Attempt > 1) { await d.RejectAsync("no"); } else { await d.ReplyAsync("yes"); } } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { if (!await d.TryAcknowledgeAsync()) { continue; } } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { switch (d.Message.Type) { case "a": await d.AcknowledgeAsync(); break; default: await d.RejectAsync("no"); continue; } } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { try { Console.WriteLine(); await d.AcknowledgeAsync(); } catch (TimeoutException e) { await d.RejectAsync(e.Message); } } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { if (d.Attempt > 3) { throw new TimeoutException(); } await Later(d); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { _ = Task.Run(() => Later(d)); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { foreach (var text in new[] { "" }) { Console.WriteLine(text); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    public Task Is_not_found(string source) => SilentAsync(source);
}
