using System.Diagnostics;
using System.Globalization;

namespace Mailbox.Processes;

/// <summary>
/// A process that can be told from a later one with the same number: its id, when it started, and the space the id counts in. On Linux in the
/// very form Claude Code writes into <c>leadProcess</c>: <c>procStart</c> is field 22 of <c>/proc/PID/stat</c>, <c>pidSpace</c> is host
/// name, <c>#</c> and the pid namespace.
/// </summary>
internal readonly record struct ProcessIdentity(int Id, string Start, string Space)
{
    public static ProcessIdentity Current { get; } = new(Environment.ProcessId, StartOf(Environment.ProcessId) ?? "?", CurrentSpace());

    /// <summary>Null when this machine cannot tell: the process lives on another one, or in another pid namespace.</summary>
    public bool? IsAlive() => Space != Current.Space ? null : StartOf(Id) == Start;

    public static ProcessIdentity? Parse(string? text)
    {
        var at = text?.IndexOf('@', StringComparison.Ordinal) ?? -1;
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return colon > 0 && at > colon && int.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new ProcessIdentity(id, text![(colon + 1)..at], text[(at + 1)..])
            : null;
    }

    /// <summary><c>PID:START@SPACE</c>, which <see cref="Parse"/> reads.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id}:{Start}@{Space}");

    private static string? StartOf(int id)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // The command in parentheses may hold anything, so count from its closing one: state is field 3, starttime field 22 (proc(5)).
                var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                return fields[0] is "Z" or "X" ? null : fields[19];
            }

            using var process = Process.GetProcessById(id);
            return process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or ArgumentException or InvalidOperationException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return null; // No process of that number, or none that we may look at.
        }
    }

    private static string CurrentSpace() =>
        OperatingSystem.IsLinux()
            ? $"{File.ReadAllText("/proc/sys/kernel/hostname").Trim()}#{new FileInfo("/proc/self/ns/pid").LinkTarget}"
            : Environment.MachineName;
}
