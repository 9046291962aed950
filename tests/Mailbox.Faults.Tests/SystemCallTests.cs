using System.Diagnostics;
using System.Text.RegularExpressions;
using Mailbox.Faults.Worker;
using Mailbox.TestKit;

namespace Mailbox.Faults.Tests;

/// <summary>
/// The same once more below everything, where nothing can be forgotten: the kernel's answers are forged with strace, for each system call of an
/// operation that has to do with the team's folder. The normal run takes one of forty; MAILBOX_STEPS=all takes each.
/// </summary>
public sealed partial class SystemCallTests(ITestOutputHelper output)
{
    private static readonly int Every = Environment.GetEnvironmentVariable("MAILBOX_STEPS") == "all" ? 1 : 40;

    private static readonly Dictionary<string, string> ErrorOf = new(StringComparer.Ordinal)
    {
        ["openat"] = "EMFILE",
        ["write"] = "ENOSPC",
        ["copy_file_range"] = "EIO",
        ["utimensat"] = "EACCES",
        ["pwrite64"] = "ENOSPC",
        ["pread64"] = "EIO",
        ["fsync"] = "EIO",
        ["fdatasync"] = "EIO",
        ["ftruncate"] = "EIO",
        ["rename"] = "EIO",
        ["mkdir"] = "ENOSPC",
        ["unlink"] = "EACCES",
        ["fchmod"] = "EACCES",
        ["flock"] = "EIO",
    };

    public static TheoryData<string> Names => [.. Operations.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_error_of_any_system_call_loses_nothing(string name)
    {
        Tools.Require("strace");
        var calls = await CallsAsync(name);
        var chosen = calls.Where((_, position) => position % Every == name.Length % Every).ToList();
        var (tried, told) = (0, 0);
        await Parallel.ForEachAsync(chosen, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (call, _) =>
        {
            await using var trial = await Trial.StartAsync();
            await trial.Stage.CloseAsync();
            var (child, log) = await TraceAsync(trial, name, $"inject={call.Name}:error={ErrorOf[call.Name]}:when={call.Number}");
            var failed = log.Where(static line => line.Contains("(INJECTED)", StringComparison.Ordinal)).ToList();
            if (failed.Count == 0 || !failed.TrueForAll(line => line.Contains(trial.Root, StringComparison.Ordinal)))
            {
                return; // Threads of the pool share the work anew each time: this one had less of it, or the runtime itself was hit.
            }

            Interlocked.Increment(ref tried);
            Interlocked.Add(ref told, child.Lines.Any(static line => line.StartsWith("refused", StringComparison.Ordinal)) ? 1 : 0);
            Assert.DoesNotContain(child.Lines, static line => line.StartsWith("error:", StringComparison.Ordinal));
            Assert.True(child.Lines.Any(static line => line == "done" || line.StartsWith("refused", StringComparison.Ordinal)), $"{name}: {failed[0]}: {string.Join('\n', child.Lines)}");
            await trial.AuditAsync(name, string.Join(' ', failed), child.Accepted);
        });

        output.WriteLine($"{name}: {calls.Count} system calls, {tried} forged errors, {told} told to the caller, the rest made good");
    }

    /// <summary>The system calls that have to do with the folder; each with its number among those of its name and thread.</summary>
    private static async Task<List<(string Name, int Number)>> CallsAsync(string name)
    {
        await using var trial = await Trial.StartAsync();
        await trial.Stage.CloseAsync();
        var (_, log) = await TraceAsync(trial, name, "signal=none");
        Dictionary<(string, string), int> counted = [];
        HashSet<(string Name, int Number)> found = [];
        foreach (var line in log)
        {
            if (Call().Match(line) is { Success: true } call)
            {
                var key = (call.Groups["thread"].Value, call.Groups["name"].Value);
                counted[key] = counted.GetValueOrDefault(key) + 1;
                if (line.Contains(trial.Root, StringComparison.Ordinal))
                {
                    found.Add((key.Item2, counted[key]));
                }
            }
        }

        Assert.NotEmpty(found);
        return [.. found.OrderBy(static call => call.Name, StringComparer.Ordinal).ThenBy(static call => call.Number)];
    }

    private static async Task<(FaultProcess Child, string[] Log)> TraceAsync(Trial trial, string name, string expression)
    {
        var log = Path.Combine(trial.Root, "strace.log");
        var child = FaultProcess.Start(trial, name, 0, "wait");
        using (child)
        {
            await Eventually.HoldsAsync(() => child.Lines.Contains("ready"));
            await AttachAsync(child.Id, log, $"trace={string.Join(',', ErrorOf.Keys)}", expression);
            child.Tell("go");
            await child.ExitsAsync(); // Where the runtime itself was hit it may crash.
        }

        return (child, await File.ReadAllLinesAsync(log));
    }

    /// <summary>Attaches strace to a process, until that ends.</summary>
    private static async Task AttachAsync(int process, string log, params string[] expressions)
    {
        using var strace = Process.Start(new ProcessStartInfo("strace", ["-f", "-y", "-o", log, "-p", $"{process}", .. expressions.SelectMany(static expression => (string[])["-e", expression])]) { RedirectStandardError = true })!;
        while (await strace.StandardError.ReadLineAsync() is { } line)
        {
            if (line.Contains("attached", StringComparison.Ordinal))
            {
                _ = strace.StandardError.ReadToEndAsync();
                return;
            }
        }

        Assert.Fail("strace could not attach.");
    }

    [GeneratedRegex(@"^(?<thread>\d+)\s+(?<name>[a-z_0-9]+)\(")]
    private static partial Regex Call();
}
