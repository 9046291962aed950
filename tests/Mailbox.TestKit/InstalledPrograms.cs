namespace Mailbox.TestKit;

/// <summary>The programs beside the SDK that some tests need.</summary>
public static class InstalledPrograms
{
    public static bool Has(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
