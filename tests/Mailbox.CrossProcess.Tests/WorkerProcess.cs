using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Mailbox.TestKit;

namespace Mailbox.CrossProcess.Tests;

/// <summary>A process that works in a team, and can be stopped and resumed.</summary>
internal sealed partial class WorkerProcess : ChildProcess
{
    private const int Stopped = 19;
    private const int Continued = 18;

    private WorkerProcess(ProcessStartInfo start)
        : base(start)
    {
    }

    public static string Assembly => Path.Combine(AppContext.BaseDirectory, "Mailbox.CrossProcess.Worker.dll");

    public static WorkerProcess Start(TestTeam team, string verb, string agent, double lease = 30, params string[] more) =>
        Start("dotnet", Arguments(team, verb, agent, lease, more));

    /// <summary>As <see cref="Start(TestTeam, string, string, double, string[])"/>; it gives way to the tests of other projects, for which ten of its kind would leave little.</summary>
    public static WorkerProcess StartModest(TestTeam team, string verb, string agent, params string[] more) =>
        Start("nice", ["-n", "5", "dotnet", .. Arguments(team, verb, agent, lease: 30, more)]);

    public static WorkerProcess Start(string program, params string[] arguments) => new(new ProcessStartInfo(program, arguments));

    public Task SaysAsync(string line) => Eventually.HoldsAsync(() => Lines.Contains(line), $"the worker says '{line}'; it said: {string.Join(" / ", Lines.TakeLast(5))}");

    /// <summary>
    /// Stops all of its threads, at a moment in which it holds no lock: one that does keeps everybody from what is locked until it goes on. The signal alone tells one of them to stop the others,
    /// and until that one gets a processor they go on.
    /// </summary>
    public async Task StopAsync()
    {
        while (true)
        {
            _ = Signal(Id, Stopped);
            await Eventually.HoldsAsync(() => Directory.GetDirectories($"/proc/{Id}/task").All(IsStopped));
            if (!HoldsLock())
            {
                return;
            }

            Continue();
            await Task.Delay(20);
        }
    }

    public void Continue() => _ = Signal(Id, Continued);

    public async Task<int> EndsAsync()
    {
        await WaitAsync(TimeSpan.FromMinutes(5));
        return ExitCode;
    }

    /// <summary>A line of /proc/locks (proc(5)): number, kind, whether it is advisory, READ or WRITE, process. SQLite has READ locks all the time.</summary>
    private bool HoldsLock() => File.ReadLines("/proc/locks").Any(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, "WRITE", var process, ..] && process == Id.ToString(CultureInfo.InvariantCulture));

    private static bool IsStopped(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "stat")).Split(") ")[^1][0] == 'T';
        }
        catch (IOException)
        {
            return false; // It ended just now, and the others are yet to be looked at.
        }
    }

    private static string[] Arguments(TestTeam team, string verb, string agent, double lease, string[] more) =>
        [Assembly, verb, team.Root, team.Name, agent, lease.ToString(CultureInfo.InvariantCulture), .. more];

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
