using Mailbox.Diagnostics;
using Mailbox.Files;
using Mailbox.Store.Index;
using Mailbox.Store.Spool;

namespace Mailbox.Store;

/// <summary>Dead letters that the index has decided on.</summary>
internal sealed partial class SpoolIndexer
{
    /// <summary>Writes the dead letter, then lets go of the file it was in: in this order, and each step again after a crash.</summary>
    public async Task FinishAsync(Burial burial)
    {
        var folder = spool.Folder(burial.AgentKey);
        if (settler.Write(burial) is { } damaged)
        {
            Storage.Guard("Quarantining a message", folder.Path, () => quarantine.TakeFile(folder, damaged.Name, damaged.Problem!));
        }

        var (isKnown, move) = await index.WriteAsync(connection => SettleQueries.FinishBurial(connection, burial)).ConfigureAwait(false);
        settler.Apply(move);
        if (!isKnown)
        {
            await FinishUnknownAsync(folder, burial).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// An index that was made anew has the message for open: the letter holds. But when it was sent again meanwhile, which its entry says, the letter came too late, and goes: in a transaction,
    /// so that a scan which has read it already finds it gone in its own.
    /// </summary>
    private async Task FinishUnknownAsync(AgentFolder folder, Burial burial)
    {
        var letter = burial.Id + MessageSpool.Extension;
        var isLate = await index.WriteAsync(connection =>
        {
            var wasSentAgain = SettleQueries.PlaceOf(connection, folder.Key, burial.Id) is { Box: Box.Inbox or Box.Done } place
                && spool.Locate(folder, place.Box, place.FileName)?.File is { } file && place.Position < file.Entries.Count
                && file.Entries[place.Position].Message is { DeadLetter: { } note } && note.At >= burial.Note.At;
            if (wasSentAgain)
            {
                Storage.Guard("Removing a dead letter", folder.File(Box.Dead, letter), () => spool.Delete(folder, Box.Dead, letter));
            }

            return wasSentAgain;
        }).ConfigureAwait(false);
        if (!isLate)
        {
            _ = await AddAsync(folder, Box.Dead, [letter]).ConfigureAwait(false);
        }
    }

    /// <summary>As <see cref="FinishAsync"/>, beside other work, which must not fail because of it: what cannot be written now, the next scan writes.</summary>
    public async Task<bool> TryFinishAsync(Burial burial)
    {
        try
        {
            await FinishAsync(burial).ConfigureAwait(false);
            return true;
        }
        catch (MailboxException e)
        {
            Log.BackgroundFailed(log, e);
            return false;
        }
    }
}
