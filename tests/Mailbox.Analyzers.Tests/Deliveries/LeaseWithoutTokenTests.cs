using Mailbox.Analyzers.Deliveries;
using Mailbox.CodeFixes;

namespace Mailbox.Analyzers.Tests.Deliveries;

public sealed class LeaseWithoutTokenTests() : RuleTests(new LeaseWithoutTokenAnalyzer(), new LeaseWithoutTokenFix())
{
    [Theory]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { await [|http.GetAsync("a")|]; await d.AcknowledgeAsync(); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { await [|Task.Delay(1000, CancellationToken.None)|].ConfigureAwait(false); await d.AcknowledgeAsync(); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { await [|Task.Delay(1000)|]; await [|mailbox.RequestAsync(OutgoingMessage.FromText(""), "a")|]; await d.AcknowledgeAsync(); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { await http.GetAsync("a", [|cancel|]); await d.AcknowledgeAsync(); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { await Task.WhenAll([|http.GetAsync("a")|], http.Plain(), [|http.GetAsync("b", new CancellationToken())|]); await d.AcknowledgeAsync(); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    public Task Is_found(string source) => FoundAsync(source);

    [Theory]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { await mailbox.SendAsync("a", "b"); await d.AcknowledgeAsync(); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { await http.GetAsync("a", d.LeaseLost); await http.Plain(); await d.ReplyAsync("x"); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { using var both = CancellationTokenSource.CreateLinkedTokenSource(d.LeaseLost, cancel); await http.GetAsync("a", both.Token); await mailbox.SendAsync("a", "b", cancel: cancel); await d.AcknowledgeAsync(); } await http.GetAsync("b"); } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    public Task Is_not_found(string source) => SilentAsync(source);

    [Theory]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { await [|http.GetAsync("a")|]; await [|http.GetAsync("b", default)|]; await d.AcknowledgeAsync(); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """, """
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { await http.GetAsync("a", d.LeaseLost); await http.GetAsync("b", d.LeaseLost); await d.AcknowledgeAsync(); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { await [|mailbox.RequestAsync(OutgoingMessage.FromText(""), "a")|]; await [|http.GetAsync("a", token: /* none */ CancellationToken.None)|]; await d.AcknowledgeAsync(); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """, """
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { await mailbox.RequestAsync(OutgoingMessage.FromText(""), "a", cancel: d.LeaseLost); await http.GetAsync("a", token: /* none */ d.LeaseLost); await d.AcknowledgeAsync(); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    public Task Is_mended(string before, string after) => FixedAsync(before, after);
}
