using System.Globalization;
using System.Runtime.InteropServices;

namespace Mailbox.Processes;

/// <summary>Tells one run of the machine from the next: monotonic clocks, and the leases that are counted in them, start over with it.</summary>
internal static partial class BootIdentity
{
    public static string Current { get; } = Read();

    private static string Read()
    {
        if (OperatingSystem.IsLinux())
        {
            return File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        }

        return OperatingSystem.IsMacOS() ? MacSession() : WindowsBootMinute();
    }

    private static unsafe string MacSession()
    {
        // kern.bootsessionuuid: 36 characters and a NUL (xnu, bsd/kern/kern_sysctl.c).
        var buffer = stackalloc byte[64];
        nuint length = 64;
        return SysctlByName("kern.bootsessionuuid", buffer, ref length, 0, 0) == 0
            ? Marshal.PtrToStringUTF8((nint)buffer)!
            : throw new PlatformNotSupportedException("sysctl kern.bootsessionuuid is not there; without it leases of before a restart could not be told from live ones.");
    }

    // Windows: the boot moment, to the minute. A clock step makes it look like another boot: leases then start over, which costs a redelivery.
    private static string WindowsBootMinute() =>
        ((TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - Environment.TickCount64) / 60_000).ToString(CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "sysctlbyname", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int SysctlByName(string name, byte* value, ref nuint length, nint newValue, nuint newLength);
}
