using System.Collections.Concurrent;
using System.Diagnostics;

namespace Mailbox.TestKit;

/// <summary>A process of its own, which says what it does line by line, and can be told and killed. It does not outlive its test.</summary>
public abstract class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    protected ChildProcess(ProcessStartInfo start)
    {
        // Else each one that is killed leaves the sockets of its debugger behind. And what lives for a second spends most of it on getting its code compiled:
        // it is compiled once, and into memory that stays writable.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_TC_CallCounting"] = "0";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.RedirectStandardOutput = start.RedirectStandardInput = start.RedirectStandardError = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Add(e.Data);
        _process.ErrorDataReceived += (_, e) => Add(e.Data is null ? null : "error: " + e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>What it has said so far; what came over its error stream begins with "error: ".</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    protected int ExitCode => _process.ExitCode;

    /// <summary>The rest of each line that begins so.</summary>
    public IEnumerable<string> Said(string verb) => Lines.Where(line => line.StartsWith(verb, StringComparison.Ordinal)).Select(line => line[verb.Length..]);

    public void Tell(string line) => _process.StandardInput.WriteLine(line);

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
        GC.SuppressFinalize(this);
    }

    protected Task WaitAsync(TimeSpan limit) => _process.WaitForExitAsync(new CancellationTokenSource(limit).Token);

    private void Add(string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);
        }
    }
}
