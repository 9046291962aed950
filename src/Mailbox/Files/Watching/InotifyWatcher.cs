using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Mailbox.Files.Platform;

namespace Mailbox.Files.Watching;

/// <summary>
/// inotify(7), one instance and one thread for the whole process: FileSystemWatcher takes a thread and one of the 128 instances a user may
/// have for every folder (.NET 10).
/// </summary>
internal sealed partial class InotifyWatcher : FolderWatcher
{
    private const uint CloseWrite = 0x8;
    private const uint MovedTo = 0x80;
    private const uint DeletedSelf = 0x400;
    private const uint MovedSelf = 0x800;
    private const uint Overflow = 0x4000;
    private const uint Ignored = 0x8000;
    private const uint OnlyDirectory = 0x1000000;
    private const uint DoNotFollow = 0x2000000;
    private const uint AddToMask = 0x20000000;
    private const int CloseOnExec = 0x80000;
    private const int HeaderBytes = 16;

    /// <summary>Two or three, with names of ours.</summary>
    private const int FewEvents = 3 * (HeaderBytes + 48);
    private readonly Lock _sync = new();
    private readonly Dictionary<int, List<FolderWatch>> _watches = [];
    private int _instance = -1;

    public override FolderWatch Watch(string folder, Action<string?> changed)
    {
        lock (_sync)
        {
            Start();
            var descriptor = AddWatch(_instance, folder, CloseWrite | MovedTo | DeletedSelf | MovedSelf | OnlyDirectory | DoNotFollow | AddToMask);
            if (descriptor < 0)
            {
                throw UnixError.LastException("Watching the folder", folder);
            }

            var watch = new FolderWatch(changed, stopped => Remove(descriptor, stopped));
            if (!_watches.TryGetValue(descriptor, out var sharers))
            {
                // The kernel answers with the same descriptor for a folder that is watched already.
                _watches[descriptor] = sharers = [];
            }

            sharers.Add(watch);
            return watch;
        }
    }

    private void Start()
    {
        if (_instance >= 0)
        {
            return;
        }

        _instance = Initialize(CloseOnExec);
        if (_instance < 0)
        {
            throw UnixError.LastException("Starting inotify for", "/proc/sys/fs/inotify/max_user_instances");
        }

        new Thread(ReadEvents) { IsBackground = true, Name = "Mailbox folder watcher" }.Start();
    }

    private void Remove(int descriptor, FolderWatch watch)
    {
        lock (_sync)
        {
            if (_watches.TryGetValue(descriptor, out var sharers) && sharers.Remove(watch) && sharers.Count == 0)
            {
                _watches.Remove(descriptor);
                _ = RemoveWatch(_instance, descriptor);
            }
        }
    }

    private unsafe void ReadEvents()
    {
        var buffer = new byte[64 * 1024];
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var length = Libc.Read(_instance, start, buffer.Length);
                if (length > 0)
                {
                    HasTime = length <= FewEvents;
                    Dispatch(buffer.AsSpan(0, (int)length));
                }
                else if (Marshal.GetLastPInvokeError() != UnixError.Interrupted)
                {
                    ForEach(static _ => true, static watch => watch.Die());
                    return;
                }
            }
        }
    }

    private void Dispatch(ReadOnlySpan<byte> events)
    {
        // struct inotify_event: int wd, uint32 mask, uint32 cookie, uint32 len, char name[len] padded with NUL.
        while (events.Length >= HeaderBytes)
        {
            var descriptor = BinaryPrimitives.ReadInt32LittleEndian(events);
            var mask = BinaryPrimitives.ReadUInt32LittleEndian(events[4..]);
            var nameLength = (int)BinaryPrimitives.ReadUInt32LittleEndian(events[12..]);
            var name = Encoding.UTF8.GetString(events.Slice(HeaderBytes, nameLength).TrimEnd((byte)0));
            events = events[(HeaderBytes + nameLength)..];

            if ((mask & Overflow) != 0)
            {
                ForEach(static _ => true, static watch => watch.Report(null));
            }
            else if ((mask & (Ignored | DeletedSelf | MovedSelf)) != 0)
            {
                ForEach(key => key == descriptor, static watch => watch.Die());
            }
            else
            {
                ForEach(key => key == descriptor, watch => watch.Report(name));
            }
        }
    }

    private void ForEach(Func<int, bool> which, Action<FolderWatch> act)
    {
        FolderWatch[] chosen;
        lock (_sync)
        {
            chosen = [.. _watches.Where(pair => which(pair.Key)).SelectMany(pair => pair.Value)];
        }

        Array.ForEach(chosen, act);
    }

    [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    private static partial int Initialize(int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddWatch(int instance, string path, uint mask);

    [LibraryImport("libc", EntryPoint = "inotify_rm_watch", SetLastError = true)]
    private static partial int RemoveWatch(int instance, int descriptor);
}
