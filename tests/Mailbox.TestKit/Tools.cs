using System.Diagnostics;
using Xunit;

namespace Mailbox.TestKit;

/// <summary>Programs that some tests need. Where one is missing they are skipped and say so; in CI they must be there.</summary>
public static class Tools
{
    public static void Require(string program)
    {
        var isThere = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
        Assert.False(!isThere && Environment.GetEnvironmentVariable("CI") == "true", $"CI must have '{program}'.");
        Assert.SkipUnless(isThere, $"'{program}' is not installed here.");
    }

    public static async Task RunAsync(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await output} {await error}");
    }
}
