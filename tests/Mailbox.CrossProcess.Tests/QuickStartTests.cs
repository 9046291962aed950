using System.Diagnostics;
using Mailbox.TestKit;

namespace Mailbox.CrossProcess.Tests;

public sealed class QuickStartTests
{
    [Fact]
    public async Task The_quick_start_asks_answers_and_shows_what_lies_on_disk()
    {
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        var program = Path.Combine(Repository.Root, "samples", "QuickStart", "bin", configuration, "net10.0", OperatingSystem.IsWindows() ? "QuickStart.exe" : "QuickStart");
        using var process = Process.Start(new ProcessStartInfo(program) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(0, process.ExitCode);
        Assert.Contains("reviewer answered: src/A.cs: approved", output, StringComparison.Ordinal);
        Assert.Contains("agents/reviewer/done/", output, StringComparison.Ordinal);
        Assert.Contains("\"correlation_id\": ", output, StringComparison.Ordinal);
    }
}
