using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mailbox.Store.Index;

namespace Mailbox.TestKit;

/// <summary>
/// SQLite's own system calls on the files of chosen folders, which can be made to fail: in the way that its authors made for such tests
/// (<c>xSetSystemCall</c> of its Unix file system, https://sqlite.org/c3ref/vfs.html). Each write counts twice: before it, and half way through.
/// </summary>
public static unsafe class FaultySqlite
{
    private const int AccessDenied = 13;
    private const int SetLock = 6;
    private const short Unlock = 2; // Giving a lock back does not fail on a file system of this machine.
    private static readonly ConcurrentDictionary<string, Fault> Folders = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<int, (Fault Fault, string Path)> Descriptors = new();
    private static readonly Lock Installing = new();
    private static delegate* unmanaged[Cdecl]<byte*, int, int, int> _open;
    private static delegate* unmanaged[Cdecl]<int, int> _close;
    private static delegate* unmanaged[Cdecl]<int, void*, nint, nint, nint> _read;
    private static delegate* unmanaged[Cdecl]<int, void*, nint, nint, nint> _write;
    private static delegate* unmanaged[Cdecl]<int, nint, int> _truncate;
    private static delegate* unmanaged[Cdecl]<int, int, void*, int> _control;
    private static bool _isInstalled;

    /// <summary>Lets <paramref name="fault"/> count and fail what SQLite does below a folder, for connections that are opened from now on.</summary>
    public static IDisposable Watch(string folder, Fault fault)
    {
        Install();
        Folders[folder] = fault;
        return new Watched(folder);
    }

    private static void Install()
    {
        lock (Installing)
        {
            if (_isInstalled)
            {
                return;
            }

            SqliteLibrary.EnsureLoaded();
            var library = NativeLibrary.Load(File.ReadLines("/proc/self/maps").First(static line => line.Contains("sqlite3.so", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[5]);
            var files = (FileSystemTable*)((delegate* unmanaged[Cdecl]<byte*, void*>)NativeLibrary.GetExport(library, "sqlite3_vfs_find"))(null);
            _open = (delegate* unmanaged[Cdecl]<byte*, int, int, int>)Replace(files, "open"u8, (delegate* unmanaged[Cdecl]<byte*, int, int, int>)&Open);
            _close = (delegate* unmanaged[Cdecl]<int, int>)Replace(files, "close"u8, (delegate* unmanaged[Cdecl]<int, int>)&Close);
            var isLarge = Has(files, "pread64"u8);
            _read = (delegate* unmanaged[Cdecl]<int, void*, nint, nint, nint>)Replace(files, isLarge ? "pread64"u8 : "pread"u8, (delegate* unmanaged[Cdecl]<int, void*, nint, nint, nint>)&Read);
            _write = (delegate* unmanaged[Cdecl]<int, void*, nint, nint, nint>)Replace(files, isLarge ? "pwrite64"u8 : "pwrite"u8, (delegate* unmanaged[Cdecl]<int, void*, nint, nint, nint>)&Write);
            _truncate = (delegate* unmanaged[Cdecl]<int, nint, int>)Replace(files, "ftruncate"u8, (delegate* unmanaged[Cdecl]<int, nint, int>)&Truncate);
            _control = (delegate* unmanaged[Cdecl]<int, int, void*, int>)Replace(files, "fcntl"u8, (delegate* unmanaged[Cdecl]<int, int, void*, int>)&Control);
            _isInstalled = true;
        }
    }

    private static bool Has(FileSystemTable* files, ReadOnlySpan<byte> name)
    {
        fixed (byte* start = name)
        {
            return files->Get(files, start) is not null;
        }
    }

    private static void* Replace(FileSystemTable* files, ReadOnlySpan<byte> name, void* ours)
    {
        fixed (byte* start = name)
        {
            var theirs = files->Get(files, start);
            if (theirs is null || files->Set(files, start, ours) != 0)
            {
                throw new InvalidOperationException("This SQLite lets none of its system calls be replaced.");
            }

            return theirs;
        }
    }

    /// <summary>False when the call is to fail; errno says why.</summary>
    private static bool IsAllowed(Fault fault, string call)
    {
        try
        {
            fault.Check($"SQLite: {call}");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Marshal.SetLastSystemError(e is IOException ? e.HResult : AccessDenied);
            return false;
        }
    }

    private static bool IsAllowed(int descriptor, string call) => !Descriptors.TryGetValue(descriptor, out var known) || IsAllowed(known.Fault, $"{call} {known.Path}");

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(byte* path, int flags, int mode)
    {
        var name = Marshal.PtrToStringUTF8((nint)path)!;
        var fault = Folders.FirstOrDefault(watched => name.StartsWith(watched.Key, StringComparison.Ordinal)).Value;
        if (fault is not null && !IsAllowed(fault, $"open {name}"))
        {
            return -1;
        }

        var descriptor = _open(path, flags, mode);
        if (fault is not null && descriptor >= 0)
        {
            Descriptors[descriptor] = (fault, name);
        }

        return descriptor;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(int descriptor)
    {
        Descriptors.TryRemove(descriptor, out _);
        return _close(descriptor);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Read(int descriptor, void* buffer, nint count, nint offset) => IsAllowed(descriptor, "read") ? _read(descriptor, buffer, count, offset) : -1;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Write(int descriptor, void* buffer, nint count, nint offset)
    {
        if (!Descriptors.ContainsKey(descriptor))
        {
            return _write(descriptor, buffer, count, offset);
        }

        if (!IsAllowed(descriptor, "write"))
        {
            return -1;
        }

        var half = _write(descriptor, buffer, count / 2, offset);
        return half != count / 2 || !IsAllowed(descriptor, "write the second half of") ? -1 : half + _write(descriptor, (byte*)buffer + half, count - half, offset + half);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(int descriptor, nint length) => IsAllowed(descriptor, "truncate") ? _truncate(descriptor, length) : -1;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Control(int descriptor, int command, void* argument) => command != SetLock || *(short*)argument == Unlock || IsAllowed(descriptor, "lock") ? _control(descriptor, command, argument) : -1;

    /// <summary><c>sqlite3_vfs</c>, whose tail is all that is used of it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FileSystemTable
    {
        public int Version;
        public int FileSize;
        public int MaxPath;
        public void* Next;
        public byte* Name;
        public void* Data;
        public fixed long Methods[13]; // xOpen to xCurrentTimeInt64
        public delegate* unmanaged[Cdecl]<FileSystemTable*, byte*, void*, int> Set;
        public delegate* unmanaged[Cdecl]<FileSystemTable*, byte*, void*> Get;
    }

    private sealed class Watched(string folder) : IDisposable
    {
        public void Dispose() => Folders.TryRemove(folder, out _);
    }
}
