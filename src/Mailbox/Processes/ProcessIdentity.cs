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
    private const int NoSuchProcess = 3; // ESRCH: it ended while its file was being read.

    /// <summary>Tried again when it could not be read: with a wrong start others would take this process for dead.</summary>
    private static readonly Lazy<ProcessIdentity> This = new(
        static () => new ProcessIdentity(Environment.ProcessId, StartOf(Environment.ProcessId) ?? "?", CurrentSpace()), LazyThreadSafetyMode.PublicationOnly);

    public static ProcessIdentity Current => This.Value;

    /// <summary>Null when that cannot be told: the process lives on another machine or in another pid namespace, or this one may not, or cannot now, look at it.</summary>
    public bool? IsAlive()
    {
        try
        {
            return Space != Current.Space ? null : StartOf(Id) == Start;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return null; // Too many open files, for one: nobody has died of that.
        }
    }

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
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or ArgumentException or InvalidOperationException || (e is IOException && e.HResult == NoSuchProcess))
        {
            return null; // No process of that number.
        }
    }

    private static string CurrentSpace() =>
        OperatingSystem.IsLinux()
            ? $"{File.ReadAllText("/proc/sys/kernel/hostname").Trim()}#{new FileInfo("/proc/self/ns/pid").LinkTarget}"
            : Environment.MachineName;
}
