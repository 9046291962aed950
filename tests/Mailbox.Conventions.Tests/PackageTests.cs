using System.Diagnostics;
using System.IO.Compression;
using Mailbox.TestKit;

namespace Mailbox.Conventions.Tests;

/// <summary>One package is all that a project has to reference.</summary>
public sealed class PackageTests
{
    [Fact]
    public async Task The_package_brings_the_generator_the_analyzers_and_the_fixes()
    {
        using var package = await PackAsync("Mailbox");

        var entries = package.Entries.Select(entry => entry.FullName).ToList();
        Assert.Contains("lib/net10.0/Mailbox.dll", entries);
        Assert.Contains("analyzers/dotnet/cs/Mailbox.Generators.dll", entries);
        Assert.Contains("analyzers/dotnet/cs/Mailbox.Analyzers.dll", entries);
        Assert.Contains("analyzers/dotnet/cs/Mailbox.CodeFixes.dll", entries);
    }

    [Fact]
    public async Task The_package_for_hosts_hands_them_on()
    {
        using var package = await PackAsync("Mailbox.Hosting");
        using var nuspec = new StreamReader(package.Entries.Single(entry => entry.FullName == "Mailbox.Hosting.nuspec").Open());

        Assert.Matches("<dependency id=\"Mailbox\" version=\"[^\"]+\" include=\"All\" />", await nuspec.ReadToEndAsync());
    }

    private static async Task<ZipArchive> PackAsync(string project)
    {
        using var folder = new TestFolder();
        using var pack = Process.Start(new ProcessStartInfo("dotnet", ["pack", Path.Combine(Repository.Root, "src", project), "--no-build", "-c", Repository.Configuration, "-o", folder.Path, "-v", "q"]) { RedirectStandardOutput = true })!;
        var output = await pack.StandardOutput.ReadToEndAsync();
        await pack.WaitForExitAsync();
        Assert.True(pack.ExitCode == 0, output);

        return new ZipArchive(new MemoryStream(await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(folder.Path, "*.nupkg")))));
    }
}
