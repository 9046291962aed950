using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Mailbox.Faults.Tests;

/// <summary>A process that does one operation on the stage of a trial.</summary>
internal sealed class FaultProcess : IDisposable
{
    private const int KilledBySignal = 128 + 9;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly HashSet<string> _acceptedBefore;

    private FaultProcess(ProcessStartInfo start, IEnumerable<string> acceptedBefore)
    {
        _acceptedBefore = [.. acceptedBefore];
        start.RedirectStandardOutput = start.RedirectStandardInput = start.RedirectStandardError = true;
        start.Environment["DOTNET_TieredPGO"] = "0"; // It lives for a moment: nothing to learn from.
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Add(e.Data);
        _process.ErrorDataReceived += (_, e) => Add(e.Data is null ? null : "error: " + e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public IReadOnlyList<string> Lines => [.. _lines];

    public bool WasKilled => _process.ExitCode == KilledBySignal;

    /// <summary>What was accepted before it began, and while it ran.</summary>
    public IReadOnlySet<string> Accepted => _acceptedBefore.Concat(Said("accepted ")).ToHashSet(StringComparer.Ordinal);

    public int Calls => int.Parse(Said("calls ").Single(), CultureInfo.InvariantCulture);

    /// <summary>Starts an operation that is killed at a call; 0: at none.</summary>
    public static FaultProcess Start(Trial trial, string operation, int call, params string[] more) => new(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Mailbox.Faults.Worker.dll"), operation, trial.Root, trial.Team, trial.Stage.Dead.ToString(), call.ToString(CultureInfo.InvariantCulture), .. more]),
        operation == "clean" ? trial.Stage.Accepted.Except(["done"], StringComparer.Ordinal) : trial.Stage.Accepted);

    public void Tell(string line) => _process.StandardInput.WriteLine(line);

    public async Task EndsAsync()
    {
        await _process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token);
        Assert.True(WasKilled || _process.ExitCode == 0, string.Join('\n', Lines));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private IEnumerable<string> Said(string verb) => Lines.Where(line => line.StartsWith(verb, StringComparison.Ordinal)).Select(line => line[verb.Length..]);

    private void Add(string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);
        }
    }
}
