using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Mailbox.TestKit;

namespace Mailbox.CrossProcess.Tests;

/// <summary>A process of its own that works in a team, and can be stopped, resumed and killed.</summary>
internal sealed partial class WorkerProcess : IDisposable
{
    private const int Stopped = 19;
    private const int Continued = 18;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private WorkerProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardInput = start.RedirectStandardError = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Add(e.Data);
        _process.ErrorDataReceived += (_, e) => Add(e.Data is null ? null : "error: " + e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public static string Assembly => Path.Combine(AppContext.BaseDirectory, "Mailbox.CrossProcess.Worker.dll");

    public IReadOnlyList<string> Lines => [.. _lines];

    public static WorkerProcess Start(TestTeam team, string verb, string agent, double lease = 30, params string[] more) =>
        new(new ProcessStartInfo("dotnet", [Assembly, verb, team.Root, team.Name, agent, lease.ToString(CultureInfo.InvariantCulture), .. more]));

    public static WorkerProcess Start(string program, params string[] arguments) => new(new ProcessStartInfo(program, arguments));

    public Task SaysAsync(string line) => Eventually.HoldsAsync(() => _lines.Contains(line), $"the worker says '{line}'; it said: {string.Join(" / ", _lines.TakeLast(5))}");

    public void Tell(string line) => _process.StandardInput.WriteLine(line);

    public void Stop() => _ = Signal(_process.Id, Stopped);

    public void Continue() => _ = Signal(_process.Id, Continued);

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public async Task<int> EndsAsync()
    {
        await _process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(5)).Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Continue();
            Kill();
        }

        _process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
