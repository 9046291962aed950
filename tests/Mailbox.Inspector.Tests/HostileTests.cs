using System.Text.Json;
using Mailbox.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Mailbox.Inspector.Tests;

/// <summary>Every field of a message is hostile text: 500 of them, in every field, in every view. No script runs, and nothing becomes markup.</summary>
public sealed class HostileTests(Chromium chromium) : IAsyncLifetime
{
    private const string Conversation = "\"><script>pwn()</script>";

    private static readonly string[] Vectors =
    [
        "<script>pwn()</script>", "<img src=x onerror=pwn()>", "<svg onload=pwn()>", "<svg><script href=data:,pwn()></script>", "<iframe srcdoc=\"<script>parent.pwn()</script>\">", "<a href=javascript:pwn()>x</a>", "javascript:pwn()",
        "\" onmouseover=pwn() x=\"", "' onfocus=pwn() autofocus='", "</textarea><script>pwn()</script>", "<style>@import'//evil.example'</style>", "<meta http-equiv=refresh content=0;url=//evil.example>", "<base href=//evil.example/>", "<math><mtext></p><img src=x onerror=pwn()>",
        "{{constructor.constructor('pwn()')()}}", "${pwn()}", "data:text/html,<script>pwn()</script>", "\u202E<script>pwn()</script>\u202C", "\u2066\u200Bhidden\u2069", "&lt;script&gt;pwn()&lt;/script&gt;", "\0<script>pwn()</script>", "<object data=data:text/html,pwn>", "<details open ontoggle=pwn()>", "<form action=javascript:pwn()><button>", "--><script>pwn()</script><!--",
    ];

    private static readonly string[] Wrappings = ["{0}", "\"{0}\"", "'{0}'", ">{0}<", "</bdi>{0}", "]]>{0}", "{0}{0}", "\n{0}\n", "\u001B[31m{0}", "<!--{0}", "</title>{0}", "</script>{0}", "\\\"{0}", "%3C{0}", "{0}\u2028", "`{0}`", "<b>{0}</b>", "a{0}b", "/*{0}*/", "é\u0301{0}"];

    private readonly TestTeam _team = new();
    private readonly List<Guid> _ids = [];

    public async ValueTask InitializeAsync()
    {
        var target = await _team.JoinAsync("target");
        var hostile = Vectors.SelectMany(vector => Wrappings.Select(wrapping => wrapping.Replace("{0}", vector, StringComparison.Ordinal))).ToList();
        Assert.Equal(500, hostile.Count);

        // As a peer that keeps to no rule writes it: straight into the mailbox's folder.
        foreach (var (text, i) in hostile.Select(static (text, i) => (text, i)))
        {
            _ids.Add(Guid.CreateVersion7());
            var entry = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["from"] = text, ["text"] = i % 3 == 0 ? JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal) { ["type"] = text, [text] = text }) : text, ["summary"] = text, ["timestamp"] = "2026-01-31T12:00:00.000Z", ["color"] = text,
                ["mailbox_id"] = _ids[i].ToString(), ["conversation_id"] = i < 60 ? Conversation : text, ["correlation_id"] = text, ["reply_to"] = text, ["headers"] = new Dictionary<string, string>(StringComparer.Ordinal) { [text] = text, ["mailbox-room"] = text },
            };
            await File.WriteAllTextAsync(Path.Combine(_team.StoreFolder, "agents", "target", "inbox", $"hostile-{i:000}.json"), JsonSerializer.Serialize(new[] { entry }));
        }

        await Eventually.HoldsAsync(async () => (await target.SearchAsync(new MessageQuery { Limit = 1000 })).Count == 500);
        await target.Rooms.CreateAsync("room", new RoomOptions { Description = Vectors[1] });
        await (await target.Rooms.GetAsync("room")).PostAsync(Vectors[1]);
        await target.Topics.PublishAsync("topic.one", Vectors[2]);
        foreach (var vector in Vectors)
        {
            await target.Tasks.EnqueueAsync(new NewTask { Subject = "x" + vector, Description = vector });
        }
    }

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public async Task Nothing_of_it_runs_and_nothing_of_it_is_markup()
    {
        await using var open = await OpenPage.OpenAsync(chromium, _team, isWritable: true);
        await open.Page.EvaluateAsync("""
            () => {
              window.broken = [];
              window.pwn = () => window.broken.push('a script ran');
              document.addEventListener('securitypolicyviolation', event => window.broken.push(event.violatedDirective));
              const allowed = new Set('A ASIDE BDI BODY BUTTON CODE DATALIST DETAILS DIALOG DIV DD DL DT FORM H2 H3 HEADER IMG INPUT KBD LABEL LI MAIN NAV OL OPTION P PRE SECTION SELECT SPAN STRONG SUMMARY TEXTAREA TIME UL B svg g line path rect text title'.split(' '));
              new MutationObserver(changes => {
                for (const node of changes.flatMap(change => [...change.addedNodes])) {
                  for (const element of node.querySelectorAll ? [node, ...node.querySelectorAll('*')] : []) {
                    if (!allowed.has(element.tagName)) window.broken.push(element.tagName);
                    for (const attribute of element.attributes) if (/^on/i.test(attribute.name) || /^\s*(javascript|data):/i.test(attribute.value) && /^(href|src|action)$/.test(attribute.name)) window.broken.push(`${attribute.name}=${attribute.value}`);
                  }
                }
              }).observe(document.body, { childList: true, subtree: true });
            }
            """);

        await Expect(open.Page.Locator(".sum")).ToContainTextAsync("50");
        foreach (var top in Enumerable.Range(0, 30).Select(static i => i * 800))
        {
            await open.Page.Locator(".rows").EvaluateAsync("(rows, top) => { rows.scrollTop = top }", top);
            await open.Page.WaitForTimeoutAsync(20);
        }

        await open.Page.EvaluateAsync("""
            async ids => {
              for (const id of ids) {
                location.hash = `#/messages?open=${id}`;
                for (let i = 0; i < 200 && !document.getElementById('detail').textContent.includes(id); i++) await new Promise(done => setTimeout(done, 5));
                if (!document.getElementById('detail').textContent.includes(id)) window.broken.push(`no detail of ${id}`);
              }
            }
            """, _ids.ConvertAll(static id => id.ToString()));
        await open.GoAsync($"#/conversation?id={Uri.EscapeDataString(Conversation)}");
        await Expect(open.Page.Locator("g.turn")).ToHaveCountAsync(60);
        await open.Page.Locator("g.turn").First.HoverAsync();
        await open.GoAsync("#/tasks");
        await Expect(open.Page.Locator(".card")).ToHaveCountAsync(Vectors.Length);
        await open.GoAsync("#/rooms");
        await Expect(open.Page.Locator(".posts li").First).ToBeVisibleAsync();
        await open.GoAsync("#/rooms?name=**");
        await Expect(open.Page.Locator(".posts")).ToContainTextAsync("<svg onload");
        await open.GoAsync($"#/messages?agent={Uri.EscapeDataString(Vectors[0])}&q={Uri.EscapeDataString(Vectors[1])}&type={Uri.EscapeDataString(Vectors[7])}&open={Uri.EscapeDataString(Vectors[2])}");
        await Expect(open.Page.Locator("#detail")).ToContainTextAsync("Not there");

        Assert.Equal("[]", await open.Page.EvaluateAsync<string>("JSON.stringify(window.broken)"));
        Assert.DoesNotContain('\u202E', await open.Page.Locator("body").InnerTextAsync());
    }
}
