using System.Diagnostics;
using System.Globalization;
using Mailbox.TestKit;

namespace Mailbox.Faults.Tests;

/// <summary>A process that does one operation on the stage of a trial.</summary>
internal sealed class FaultProcess : ChildProcess
{
    private const int KilledBySignal = 128 + 9;
    private readonly HashSet<string> _acceptedBefore;

    private FaultProcess(ProcessStartInfo start, IEnumerable<string> acceptedBefore)
        : base(start) => _acceptedBefore = [.. acceptedBefore];

    public bool WasKilled => ExitCode == KilledBySignal;

    /// <summary>What was accepted before it began, and while it ran.</summary>
    public IReadOnlySet<string> Accepted => _acceptedBefore.Concat(Said("accepted ")).ToHashSet(StringComparer.Ordinal);

    public int Calls => int.Parse(Said("calls ").Single(), CultureInfo.InvariantCulture);

    /// <summary>Starts an operation that is killed at a call; 0: at none.</summary>
    public static FaultProcess Start(Trial trial, string operation, int call, params string[] more)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Mailbox.Faults.Worker.dll"), operation, trial.Root, trial.Team, trial.Stage.Dead.ToString(), call.ToString(CultureInfo.InvariantCulture), .. more]);
        start.Environment["DOTNET_TieredPGO"] = "0"; // It lives for a moment: nothing to learn from.
        return new FaultProcess(start, operation == "clean" ? trial.Stage.Accepted.Except(["done"], StringComparer.Ordinal) : trial.Stage.Accepted);
    }

    /// <summary>However it ends.</summary>
    public Task ExitsAsync() => WaitAsync(TimeSpan.FromMinutes(2));

    public async Task EndsAsync()
    {
        await ExitsAsync();
        Assert.True(WasKilled || ExitCode == 0, string.Join('\n', Lines));
    }
}
