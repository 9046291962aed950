using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mailbox.Files;
using Mailbox.Files.Locks;

namespace Mailbox.TestKit;

/// <summary>A Claude Code teammate as seen on disk: it looks into its inbox and writes into others' exactly as the captured clients do, and says what a test scripts.</summary>
public sealed class ScriptedPeer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly string _name;
    private readonly bool _isSessionEra;
    private readonly DirectoryLock _lock = new(Disk.Real, TimeProvider.System);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _questions = [];
    private Func<string, Task> _answer = _ => Task.CompletedTask;
    private Task _looking = Task.CompletedTask;

    /// <param name="inboxes">The team's folder of inboxes.</param>
    /// <param name="name">Its name, and its inbox's.</param>
    /// <param name="isSessionEra">As which client it behaves.</param>
    public ScriptedPeer(string inboxes, string name, bool isSessionEra)
    {
        (_folder, _name, _isSessionEra) = (inboxes, name, isSessionEra);
        Directory.CreateDirectory(_folder);
    }

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
        var entry = new JsonObject { ["from"] = _name, ["text"] = text, ["summary"] = "an answer", ["timestamp"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), ["color"] = "blue" };
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
        var path = Path.Combine(_folder, _name + ".json");
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
