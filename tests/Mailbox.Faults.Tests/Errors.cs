namespace Mailbox.Faults.Tests;

/// <summary>What an operating system says when it cannot.</summary>
internal static class Errors
{
    private static readonly (string Name, Func<string, Exception> New)[] Kinds =
    [
        ("EIO", static operation => new IOException($"{operation}: input/output error", 5)),
        ("ENOSPC", static operation => new IOException($"{operation}: no space left on device", 28)),
        ("EMFILE", static operation => new IOException($"{operation}: too many open files", 24)),
        ("EACCES", static operation => new UnauthorizedAccessException($"{operation}: permission denied")),
    ];

    public static bool IsAll { get; } = Environment.GetEnvironmentVariable("MAILBOX_FAULTS") == "all";

    /// <summary>All of them with MAILBOX_FAULTS=all; else one for each call, in turn.</summary>
    public static IEnumerable<(string Name, Func<string, Exception> New)> For(int call) =>
        IsAll ? Kinds : [Kinds[call % Kinds.Length]];
}
