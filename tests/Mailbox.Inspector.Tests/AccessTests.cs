using System.Net;
using System.Net.Http.Json;
using Mailbox.TestKit;

namespace Mailbox.Inspector.Tests;

/// <summary>Who gets in, and what a browser is told to refuse.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private readonly TestTeam _team = new();
    private readonly HttpClient _client = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
    private InspectorServer _server = null!;

    private string Origin => _server.Address.ToString().TrimEnd('/');

    public async ValueTask InitializeAsync()
    {
        await _team.JoinAsync("agent");
        _server = await InspectorServer.StartAsync(new InspectorOptions { Mailbox = _team.Options, Team = _team.Name, IsWritable = true });
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await _team.DisposeAsync();
    }

    [Fact]
    public async Task The_link_works_once_and_gives_a_cookie_that_no_script_can_read_and_no_other_site_can_send()
    {
        using var first = await _client.GetAsync(_server.Link);
        Assert.Equal((HttpStatusCode.Redirect, "/"), (first.StatusCode, first.Headers.Location?.ToString()));
        var cookie = Assert.Single(first.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(_server.Link.Query[7..], cookie, StringComparison.Ordinal);

        using var second = await _client.GetAsync(_server.Link);
        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await GetAsync("api/team", cookie));
    }

    [Theory]
    [InlineData("")]
    [InlineData("api/team")]
    [InlineData("api/messages")]
    [InlineData("api/events")]
    [InlineData("scripts/main.js")]
    [InlineData("nothing/here")]
    public async Task Without_the_cookie_there_is_nothing(string path)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(path, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(path, $"mailbox-{_server.Address.Port}={new string('0', 64)}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync($"{path}?token={new string('0', 64)}", null));
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1:1")]
    [InlineData("[::1]")]
    [InlineData("0.0.0.0")]
    public async Task Another_host_is_refused_even_with_the_cookie(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Address, "api/team"));
        request.Headers.Host = host.Contains(':', StringComparison.Ordinal) ? host : $"{host}:{_server.Address.Port}";
        request.Headers.Add("Cookie", await EnterAsync());
        using var answer = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("http://evil.example", null, "application/json")]
    [InlineData("null", null, "application/json")]
    [InlineData(null, null, "application/json")]
    [InlineData("http://127.0.0.1:1", null, "application/json")]
    [InlineData("same", "cross-site", "application/json")]
    [InlineData("same", "same-site", "application/json")]
    [InlineData("same", "same-origin", "text/plain")]
    public async Task A_change_comes_from_the_page_itself_or_not_at_all(string? origin, string? site, string type)
    {
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(origin == "same" ? Origin : origin, site, type));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(Origin, "same-origin", "application/json"));
    }

    [Fact]
    public async Task Every_answer_says_what_the_browser_must_not_do()
    {
        using var answer = await _client.GetAsync(_server.Address);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("require-trusted-types-for 'script'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(answer.Headers.Contains("Server"));
        Assert.Equal("127.0.0.1", _server.Address.Host);
    }

    [Theory]
    [InlineData("api/messages?state=nonsense", HttpStatusCode.BadRequest, "There is no state")]
    [InlineData("api/messages?since=yesterday", HttpStatusCode.BadRequest, "is no time")]
    [InlineData("api/messages?offset=-1", HttpStatusCode.BadRequest, "is no number")]
    [InlineData("api/messages/00000000-0000-0000-0000-000000000000", HttpStatusCode.NotFound, "There is no message")]
    [InlineData("api/conversation?id=none", HttpStatusCode.NotFound, "There is no such conversation")]
    [InlineData("api/posts?room=none", HttpStatusCode.NotFound, "none")]
    [InlineData("api/posts?room=..%2F..%2Fetc", HttpStatusCode.NotFound, "etc")]
    public async Task Bad_questions_get_a_sentence(string path, HttpStatusCode code, string said)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Address, path));
        request.Headers.Add("Cookie", await EnterAsync());
        using var answer = await _client.SendAsync(request);

        Assert.Equal(code, answer.StatusCode);
        Assert.Contains(said, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told() =>
        await Assert.ThrowsAnyAsync<IOException>(() => InspectorServer.StartAsync(new InspectorOptions { Mailbox = _team.Options, Team = _team.Name, Port = _server.Address.Port }));

    private string? _cookie;

    private async Task<string> EnterAsync()
    {
        if (_cookie is null)
        {
            using var answer = await _client.GetAsync(_server.Link);
            _cookie = answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        }

        return _cookie;
    }

    private async Task<HttpStatusCode> GetAsync(string path, string? cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Address, path));
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie.Split(';')[0]);
        }

        using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> PostAsync(string? origin, string? site, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server.Address, "api/messages")) { Content = JsonContent.Create(new { to = "agent", text = "hello" }, new System.Net.Http.Headers.MediaTypeHeaderValue(type)) };
        request.Headers.Add("Cookie", await EnterAsync());
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        using var answer = await _client.SendAsync(request);
        return answer.StatusCode;
    }
}
