using System.Runtime.CompilerServices;

namespace Mailbox.Tests;

/// <summary>The tests of Mailbox.Tests once more, with nothing watched: whatever they wait for must come by looking now and then.</summary>
internal static class Unwatched
{
    [ModuleInitializer]
    internal static void Begin() => Environment.SetEnvironmentVariable("MAILBOX_WATCH", "off");
}
