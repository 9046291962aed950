namespace Mailbox.Files;

internal enum FileKind
{
    Regular,
    Directory,
    SymbolicLink,

    /// <summary>A pipe, socket or device: opening one can block or have effects, so Mailbox never does.</summary>
    Other,
}
