using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mailbox.Faults.Worker;

/// <summary>Works in a team of its own under each umask, and looks at the modes of what that made.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class Umasks
{
    private const UnixFileMode Folder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static async Task<int> TryAllAsync(string root)
    {
        for (var mask = 0; mask < 512; mask++)
        {
            var home = Path.Combine(root, Convert.ToString(mask, 8).PadLeft(3, '0'));
            Directory.CreateDirectory(home, Folder);
            _ = SetUmask((uint)mask);
            await using (var mailbox = await AgentMailbox.JoinAsync("team", "agent", new MailboxOptions { Root = home, Durability = Durability.ProcessCrash, WatchFolders = false }))
            {
                await mailbox.SendAsync("text", "agent");
                await mailbox.SearchAsync(new MessageQuery());
                foreach (var delivery in await mailbox.ClaimAsync(1))
                {
                    await delivery.DeadLetterAsync("never");
                }
            }

            _ = SetUmask(0b000_010_010);
            foreach (var path in Directory.GetFileSystemEntries(Path.Combine(home, "mailbox"), "*", SearchOption.AllDirectories))
            {
                var (mode, wanted) = (System.IO.File.GetUnixFileMode(path), Directory.Exists(path) ? Folder : File);
                if (mode != wanted)
                {
                    Console.WriteLine($"Under umask {Path.GetFileName(home)} '{path}' has {mode} and not {wanted}.");
                    return 1;
                }
            }
        }

        Console.WriteLine("512 umasks");
        return 0;
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint SetUmask(uint mask);
}
