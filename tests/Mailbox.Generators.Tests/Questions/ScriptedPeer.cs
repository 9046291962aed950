using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mailbox.Files;
using Mailbox.Files.Locks;
using Mailbox.TestKit;

namespace Mailbox.Generators.Tests.Questions;

/// <summary>A Claude Code teammate as seen on disk: it looks into its inbox and writes into others' exactly as the captured clients do, and says what a test scripts.</summary>
internal sealed class ScriptedPeer : IAsyncDisposable
{
    public const string Name = "claude-worker";
    private readonly string _folder;
    private readonly bool _isSessionEra;
    private readonly DirectoryLock _lock = new(Disk.Real, TimeProvider.System);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _questions = [];
    private Func<string, Task> _answer = _ => Task.CompletedTask;
    private Task _looking = Task.CompletedTask;

    public ScriptedPeer(TestFolder root, bool isSessionEra)
    {
        _isSessionEra = isSessionEra;
        Captured.CopyTo(root.Path, isSessionEra ? Captured.SessionTeam : Captured.NamedTeam);
        (Team, var stem) = isSessionEra ? ("session-abebfceb", "session-abebfceb") : ("My Team!", "My-Team-");
        _folder = root["teams", stem, "inboxes"];
        Directory.CreateDirectory(_folder);
        var config = root["teams", isSessionEra ? stem : "my-team-", "config.json"];
        var json = JsonNode.Parse(File.ReadAllText(config))!;
        json["members"]!.AsArray().Add(JsonNode.Parse($$"""{"agentId":"{{Name}}@{{Team}}","name":"{{Name}}","agentType":"general-purpose","joinedAt":1795251558000,"tmuxPaneId":"in-process","cwd":"/tmp","subscriptions":[],"backendType":"in-process"}"""));
        File.WriteAllText(config, json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    public string Team { get; }

    /// <summary>What it was told, in order.</summary>
    public IReadOnlyList<string> Questions
    {
        get
        {
            lock (_questions)
            {
                return [.. _questions];
            }
        }
    }

    /// <summary>Looks twice a second in life, here more often, and hands each text to the script.</summary>
    public void Start(Func<string, Task> answer)
    {
        _answer = answer;
        _looking = Task.Run(LookAsync);
    }

    /// <summary>Sends a text to one of ours, as SendMessage does.</summary>
    public Task SayAsync(string text, string to = "agent") => SayAsync([text], to);

    /// <summary>Sends several texts at once.</summary>
    public async Task SayAsync(IReadOnlyList<string> texts, string to = "agent")
    {
        var path = Path.Combine(_folder, to + ".json");
        using var held = await _lock.AcquireAsync(path, TimeSpan.FromSeconds(20), CancellationToken.None);
        var inbox = File.Exists(path) && File.ReadAllText(path) is { Length: > 0 } old ? JsonNode.Parse(old)!.AsArray() : [];
        foreach (var text in texts)
        {
            inbox.Add(Entry(text));
        }

        Write(path, inbox);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _looking;
        _stop.Dispose();
    }

    private JsonObject Entry(string text)
    {
        var entry = new JsonObject { ["from"] = Name, ["text"] = text, ["summary"] = "an answer", ["timestamp"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), ["color"] = "blue" };
        if (_isSessionEra)
        {
            entry["msgV"] = 1;
            entry["msg_id"] = Guid.NewGuid().ToString();
            entry["type"] = "message";
        }

        entry["read"] = false;
        return entry;
    }

    private void Write(string path, JsonArray inbox)
    {
        var text = inbox.Count == 0 ? "[]" : inbox.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        if (_isSessionEra)
        {
            File.WriteAllText(path + ".tmp.0123abcd", text);
            File.Move(path + ".tmp.0123abcd", path, overwrite: true);
        }
        else
        {
            File.WriteAllText(path, text);
        }
    }

    private async Task LookAsync()
    {
        var path = Path.Combine(_folder, Name + ".json");
        while (!_stop.IsCancellationRequested)
        {
            List<string> texts = [];
            if (File.Exists(path))
            {
                using var held = await _lock.AcquireAsync(path, TimeSpan.FromSeconds(20), CancellationToken.None);
                var inbox = JsonNode.Parse(File.ReadAllText(path))!.AsArray();
                foreach (var entry in inbox.Where(entry => entry!["read"]?.GetValue<bool>() != true).ToList())
                {
                    texts.Add(entry!["text"]!.GetValue<string>());
                    if (_isSessionEra)
                    {
                        inbox.Remove(entry);
                    }
                    else
                    {
                        entry["read"] = true;
                    }
                }

                if (texts.Count > 0)
                {
                    Write(path, inbox);
                }
            }

            foreach (var text in texts)
            {
                lock (_questions)
                {
                    _questions.Add(text);
                }

                await _answer(text);
            }

            await Task.Delay(20);
        }
    }
}
