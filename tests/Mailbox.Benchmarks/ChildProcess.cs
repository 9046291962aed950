using System.Diagnostics;

namespace Mailbox.Benchmarks;

/// <summary>This program once more, as the other process of a benchmark; ended when disposed.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    /// <summary>Starts it, and waits until it says that it is ready.</summary>
    public static ChildProcess Start(params string[] arguments)
    {
        var child = new ChildProcess(Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!);
        child.WaitForLine();
        return child;
    }

    /// <summary>Waits for what it says next.</summary>
    public void WaitForLine() => _ = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The other process ended with {_process.ExitCode}.");

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
