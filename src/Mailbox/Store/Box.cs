namespace Mailbox.Store;

/// <summary>The folders of an agent in which messages lie.</summary>
internal enum Box
{
    Inbox = 0,
    Done = 1,
    Dead = 2,
    Sent = 3,
}
