using Mailbox.Faults.Worker;
using Mailbox.TestKit;

namespace Mailbox.Faults.Tests.PowerLoss;

/// <summary>
/// The power goes at any moment of workloads of up to three durable operations, and takes with it any part of what was not flushed. What Durable
/// had accepted by then is there after the restart, and mail goes on. MAILBOX_POWER sets how many states are tried; CONTRIBUTING names the long run.
/// </summary>
public sealed class PowerLossTests(ITestOutputHelper output)
{
    private static readonly int Wanted = int.TryParse(Environment.GetEnvironmentVariable("MAILBOX_POWER"), out var asked) ? asked : 300;

    private static readonly string[] Parts =
    [
        "send", "send a batch", "send to a foreign inbox", "claim and acknowledge", "claim and reject", "claim and dead-letter", "claim and release", "send again", "drain", "clean", "join",
    ];

    [Fact]
    public async Task What_was_accepted_durably_is_there_after_any_power_cut()
    {
        var random = new Random(Wanted);
        var workloads = Workloads().OrderBy(_ => random.Next()).ToList();
        var (tried, possible, done) = (0, 0L, 0);
        while (tried < Wanted && done < workloads.Count)
        {
            var each = Math.Max(1, (Wanted - tried) / Math.Max(1, Math.Min(workloads.Count, Wanted / 30) - done));
            var (some, all) = await TryAsync(workloads[done++], each, random);
            (tried, possible) = (tried + some, possible + all);
        }

        Assert.True(tried >= Math.Min(Wanted, 250), $"Only {tried} states were tried.");
        output.WriteLine($"{done} workloads, {possible} states possible, {tried} tried");
    }

    /// <summary>Each operation alone, each two and each three after each other. There is one dead letter to send again, and one inbox to drain.</summary>
    private static IEnumerable<string[]> Workloads() =>
        AllWorkloads().Where(static workload => workload.Count(static one => one == "send again") < 2 && workload.Count(static one => one == "drain") < 2);

    private static IEnumerable<string[]> AllWorkloads() =>
        Parts.Select(static one => (string[])[one])
            .Concat(Parts.SelectMany(static one => Parts.Select(two => (string[])[one, two])))
            .Concat(Parts.SelectMany(static one => Parts.SelectMany(two => Parts.Select(three => (string[])[one, two, three]))));

    private static async Task<(int Tried, long Possible)> TryAsync(string[] workload, int most, Random random)
    {
        await using var trial = await Trial.StartAsync();
        await trial.Stage.CloseAsync();
        if (workload.Contains("drain"))
        {
            trial.Stage.WriteForeignMail(); // On the device, as far as we can know; whoever joins drains it.
        }

        var journal = new Journal(trial.Root, Path.Combine(trial.Root, "mailbox", trial.Team, "index.db"));
        await using (var stage = await Stage.OpenDurablyAsync(trial.Root, trial.Team, trial.Stage.Dead, journal.Disk()))
        {
            stage.OnAccepted = journal.Promise;
            foreach (var operation in workload.Where(static operation => operation != "drain"))
            {
                await Operations.All[operation](stage);
            }
        }

        // What is settled may be cleaned away.
        var accepted = !workload.Contains("clean") ? trial.Stage.Accepted.ToList() : workload.Contains("claim and acknowledge") ? [] : trial.Stage.Accepted.Where(static text => text != "done").ToList();
        var cuts = Enumerable.Range(0, journal.Changes.Count + 1).Select(after => new Cut(journal, after)).ToList();
        var possible = cuts.Sum(static cut => cut.States);
        List<(Cut Cut, long State)> chosen = possible <= most
            ? [.. cuts.SelectMany(static cut => Enumerable.Range(0, (int)cut.States).Select(state => (cut, (long)state)))]
            : [.. Enumerable.Range(0, most).Select(_ => cuts[random.Next(cuts.Count)]).Select(cut => (cut, random.NextInt64(cut.States)))];
        await Parallel.ForEachAsync(chosen, new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (one, _) =>
        {
            await using var team = new TestTeam(new MailboxOptions { Durability = Durability.ProcessCrash, WatchFolders = false, TimeProvider = new ShiftedTime(TimeSpan.FromMinutes(2)) }, trial.Team);
            one.Cut.Write(one.State, team.Root, Path.Combine(team.StoreFolder, "index.db"));
            await AuditAsync(team, [.. accepted, .. accepted.Count == 0 ? [] : one.Cut.Promised], $"{string.Join(", ", workload)}: cut {cuts.IndexOf(one.Cut)}, state {one.State} of {one.Cut.States}");
        });
        return (chosen.Count, possible);
    }

    private static async Task AuditAsync(TestTeam team, IReadOnlyList<string> promised, string what)
    {
        try
        {
            var mailbox = await team.JoinAsync("agent");
            var missing = await Trial.MissingAsync(team, mailbox, promised);
            Assert.True(missing.Count == 0, $"missing {string.Join(", ", missing)}");
            await Trial.GoesOnAsync(mailbox);
            var differences = (await mailbox.VerifyAsync()).Differences;
            Assert.True(differences.Count == 0, string.Join('\n', differences));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(what, e);
        }
    }
}
