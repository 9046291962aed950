namespace Mailbox.Teams;

/// <summary>How taking entries out of an inbox ended.</summary>
internal enum Removal
{
    Removed,

    /// <summary>One of them was not there any more, so none was removed.</summary>
    TakenByOthers,

    /// <summary>The inbox itself is gone: nobody has them any more.</summary>
    InboxVanished,
}
