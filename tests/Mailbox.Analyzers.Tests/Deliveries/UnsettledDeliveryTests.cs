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
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var [|d|] in mailbox.ReceiveAsync(cancel: cancel)) { using (CancellationTokenSource.CreateLinkedTokenSource(d.LeaseLost, cancel)) { if (d.Attempt > 3) { continue; } await d.AcknowledgeAsync(); } } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var [|d|] in mailbox.ReceiveAsync(cancel: cancel)) { foreach (var line in d.Message.Text) { Console.WriteLine(line); } } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var [|d|] in mailbox.ReceiveAsync(cancel: cancel)) { if (d.Attempt > 3 && await d.TryAcknowledgeAsync()) { continue; } } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var [|d|] in mailbox.ReceiveAsync(cancel: cancel)) { var ok = d.Attempt > 1 || await d.TryAcknowledgeAsync(); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var [|d|] in mailbox.ReceiveAsync(cancel: cancel)) { await (d.Message.Type switch { "a" => d.AcknowledgeAsync(), _ => default }); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var [|d|] in mailbox.ReceiveAsync(cancel: cancel)) { if (d is { Attempt: > 3 }) { continue; } await d.AcknowledgeAsync(); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var [|d|] in mailbox.ReceiveAsync(cancel: cancel)) { Console.WriteLine(nameof(d)); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var [|d|] in mailbox.ReceiveAsync(cancel: cancel)) { foreach (var x in new[] { 1 }) { if (x == 2) { return; } } await d.AcknowledgeAsync(); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var [|d|] in mailbox.ReceiveAsync(cancel: cancel).WithCancellation(cancel).ConfigureAwait(false)) { Console.WriteLine(); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { Func<Task> work = async () => { await foreach (var [|d|] in mailbox.ReceiveAsync(cancel: cancel)) { Console.WriteLine(d.Attempt); } }; } static Task Later(MessageDelivery d) => Task.CompletedTask; }
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
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { switch (d.Message.Type) { case "a": if (d.Attempt > 1) { break; } Console.WriteLine(); break; default: goto case "a"; } await d.AcknowledgeAsync(); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { switch (await d.TryAcknowledgeAsync()) { case true: break; case false: continue; } } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { do { await d.AcknowledgeAsync(); } while (d.Attempt > 100); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { for (var i = 0; ; i++) { try { await d.AcknowledgeAsync(); break; } catch (TimeoutException) { if (i == 3) { await d.RejectAsync("x"); break; } } } } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { try { Console.WriteLine(); } finally { await d.DisposeAsync(); } } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { await using (d.ConfigureAwait(false)) { Console.WriteLine(); } } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { var all = new List<MessageDelivery>(); await foreach (var d in mailbox.ReceiveAsync(cancel: cancel)) { all.Add(d); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { var claimed = await mailbox.ClaimAsync(5); foreach (var d in claimed) { Console.WriteLine(d.Attempt); } foreach (var d in claimed) { await d.AcknowledgeAsync(); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    [InlineData("""
            class C { async Task M(AgentMailbox mailbox, CancellationToken cancel, HttpClient http) { foreach (var text in new[] { "" }) { Console.WriteLine(text); } } static Task Later(MessageDelivery d) => Task.CompletedTask; }
            class HttpClient { public Task<string> GetAsync(string url, CancellationToken token = default) => Task.FromResult(url); public Task Plain() => Task.CompletedTask; }
            """)]
    public Task Is_not_found(string source) => SilentAsync(source);
}
