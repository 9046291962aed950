using System.Text.Json;
using Mailbox.Faults.Worker;
using Mailbox.TestKit;

namespace Mailbox.Faults.Tests;

/// <summary>A stage in a folder of its own, and an audit of what the folder holds afterwards.</summary>
internal sealed class Trial : IAsyncDisposable
{
    // Who comes later comes a moment later: what has just been settled is left to who settled it.
    private readonly TestTeam _team = new(new MailboxOptions { Durability = Durability.ProcessCrash, WatchFolders = false, TimeProvider = new ShiftedTime(TimeSpan.FromMinutes(2)) });

    private Trial()
    {
    }

    public Stage Stage { get; private set; } = null!;

    public string Root => _team.Root;

    public string Team => _team.Name;

    public static async Task<Trial> StartAsync()
    {
        var trial = new Trial();
        trial.Stage = await Stage.PrepareAsync(trial.Root, trial.Team);
        return trial;
    }

    /// <summary>
    /// Nothing that was accepted is missing or torn, files and index agree, and mail goes on: for who saw the error (unless they left), and for
    /// who comes later with a disk that works.
    /// </summary>
    public async Task AuditAsync(string operation, string failure, IReadOnlySet<string> accepted)
    {
        await Stage.CloseAsync();
        var what = $"{operation}: {failure}";
        foreach (var file in Directory.GetFiles(_team.StoreFolder, "*.json", SearchOption.AllDirectories).Where(static file => !file.Contains("/tmp/", StringComparison.Ordinal) && Path.GetFileName(Path.GetDirectoryName(file)!) is "inbox" or "done" or "dead" or "sent"))
        {
            Assert.True(IsArray(file), $"{what}: {file} is torn");
        }

        var mailbox = await _team.JoinAsync("agent");
        var missing = await MissingAsync(_team, mailbox, accepted);
        Assert.True(missing.Count == 0, $"{what}: missing {string.Join(", ", missing)}");
        Assert.True((await mailbox.VerifyAsync()).IsConsistent, $"{what}: {string.Join(' ', (await mailbox.VerifyAsync()).Differences)}");
        await GoesOnAsync(mailbox);
    }

    /// <summary>What of the texts is neither in the store nor handed over.</summary>
    public static async Task<IReadOnlyList<string>> MissingAsync(TestTeam team, AgentMailbox mailbox, IEnumerable<string> accepted)
    {
        var found = (await mailbox.SearchAsync(new MessageQuery { Limit = 100 })).Select(static one => one.Message.Text).ToHashSet(StringComparer.Ordinal);
        var handedOver = File.Exists(team.InboxPath("lead")) ? await File.ReadAllTextAsync(team.InboxPath("lead")) : "";
        return [.. accepted.Where(text => !found.Contains(text) && !handedOver.Contains($"\"{text}\"", StringComparison.Ordinal))];
    }

    /// <summary>Mail can be sent and is received.</summary>
    public static async Task GoesOnAsync(AgentMailbox mailbox)
    {
        await mailbox.SendAsync("afterwards", "agent");
        await Eventually.HoldsAsync(async () =>
        {
            var claimed = await mailbox.ClaimAsync(100);
            foreach (var delivery in claimed)
            {
                await delivery.AcknowledgeAsync();
            }

            return claimed.Any(static delivery => delivery.Message.Text == "afterwards");
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Stage.DisposeAsync();
        await _team.DisposeAsync();
    }

    private static bool IsArray(string file)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.ValueKind == JsonValueKind.Array;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
