using System.Reflection;
using System.Runtime.InteropServices;

namespace Mailbox.Store.Index;

/// <summary>
/// Chooses the SQLite library. The one that the package brings (3.35.5) is built without usleep and waits in whole seconds; the system's,
/// where it is newer, also has years of fixes. The package's is the fallback.
/// </summary>
internal static class SqliteLibrary
{
    private static readonly string[] SystemNames = ["libsqlite3.so.0", "libsqlite3.dylib"];

    /// <summary>SQLITE_CONFIG_MEMSTATUS (sqlite3.h).</summary>
    private const int MemoryStatistics = 9;

    private static readonly Lazy<string> Loaded = new(Load);

    /// <summary>Loads it once; answers its version.</summary>
    public static string EnsureLoaded() => Loaded.Value;

    private static string Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly, Resolve);
        SQLitePCL.Batteries_V2.Init();

        // It counts its memory under a lock, a dozen times for each row; nobody asks. Refused when somebody else in this process uses it already, which costs that time.
        _ = SQLitePCL.raw.sqlite3_config(MemoryStatistics, 0);
        return SQLitePCL.raw.sqlite3_libversion().utf8_to_string();
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name == "e_sqlite3")
        {
            foreach (var candidate in SystemNames)
            {
                if (NativeLibrary.TryLoad(candidate, out var handle))
                {
                    if (IsNewer(handle))
                    {
                        return handle;
                    }

                    NativeLibrary.Free(handle);
                }
            }
        }

        return 0; // The default search finds the package's.
    }

    // 3.35 brought RETURNING, which the index needs; FTS5 is a build option.
    private static unsafe bool IsNewer(nint library)
    {
        if (!NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var version)
            || !NativeLibrary.TryGetExport(library, "sqlite3_compileoption_used", out var used))
        {
            return false;
        }

        fixed (byte* option = "ENABLE_FTS5\0"u8)
        {
            return ((delegate* unmanaged<int>)version)() > 3_035_005 && ((delegate* unmanaged<byte*, int>)used)(option) == 1;
        }
    }
}
