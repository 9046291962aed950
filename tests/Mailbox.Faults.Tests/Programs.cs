using System.Diagnostics;
using Mailbox.TestKit;

namespace Mailbox.Faults.Tests;

/// <summary>Programs that some tests need. Where one is missing they are skipped and say so; in CI they must be there.</summary>
internal static class Programs
{
    public static void Require(string program)
    {
        var isThere = InstalledPrograms.Has(program);
        Assert.False(!isThere && Environment.GetEnvironmentVariable("CI") == "true", $"CI must have '{program}'.");
        Assert.SkipUnless(isThere, $"'{program}' is not installed here.");
    }

    /// <summary>Attaches strace to a process, until that ends.</summary>
    public static async Task AttachAsync(int process, string log, params string[] expressions)
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
}
