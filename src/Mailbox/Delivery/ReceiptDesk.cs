using System.Text;
using Mailbox.Files;
using Mailbox.Store;
using Mailbox.Teams;

namespace Mailbox.Delivery;

/// <summary>Answers what became of a message. For one of ours the index knows; for a foreign inbox, whether the entry is still in it.</summary>
internal sealed class ReceiptDesk(TeamFolder team, AddressBook addresses, IMessageStore store, ForeignInbox inbox, MailboxOptions options)
{
    private static readonly TimeSpan MinPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMilliseconds(250);

    /// <exception cref="MessageNotFoundException">There is no such message.</exception>
    public async ValueTask<Receipt> GetAsync(Guid id, CancellationToken cancel)
    {
        var found = await store.GetAsync(id, cancel).ConfigureAwait(false);
        if (found.Count == 0)
        {
            throw new MessageNotFoundException($"There is no message {id} in team '{team.Name}'. If it was settled long ago, retention has removed it.", id);
        }

        return found[0].State == MessageState.HandedOver ? await LookIntoInboxAsync(found[0], cancel).ConfigureAwait(false) : ReceiptText.Of(found[0]);
    }

    public async ValueTask<Receipt> WaitAsync(Guid id, ReceiptState until, CancellationToken cancel)
    {
        var pause = MinPause;
        while (true)
        {
            var receipt = await GetAsync(id, cancel).ConfigureAwait(false);
            if (receipt.State >= until || receipt.IsFinal)
            {
                return receipt;
            }

            // A claim in another process changes the index only, and SQLite tells nobody; so this asks, ever more rarely, while somebody waits.
            await Task.Delay(pause, options.TimeProvider, cancel).ConfigureAwait(false);
            pause = pause * 2 < MaxPause ? pause * 2 : MaxPause;
        }
    }

    private async ValueTask<Receipt> LookIntoInboxAsync(StoredMessage stored, CancellationToken cancel)
    {
        var to = stored.Message.To;
        if (addresses.Team is not { } info)
        {
            return ReceiptText.New(stored, ReceiptState.HandedOver, $"It was in the inbox file of '{to}' when the team ended; whether it was taken before nobody can tell.");
        }

        foreach (var path in team.InboxPaths(to))
        {
            if (await IsUntakenAsync(path, stored.Message.Id, cancel).ConfigureAwait(false))
            {
                return ReceiptText.New(stored, ReceiptState.HandedOver, NotTakenYet(info, to));
            }
        }

        return ReceiptText.New(stored, ReceiptState.Taken, $"'{to}' has taken it out of its inbox, or marked it as read. Whether the model acted on it nobody can tell.");
    }

    private async ValueTask<bool> IsUntakenAsync(string path, Guid id, CancellationToken cancel)
    {
        var snapshot = await Storage.GuardAsync("Looking into an inbox of Agent Teams", path, async () => await inbox.ReadAsync(path, cancel).ConfigureAwait(false)).ConfigureAwait(false);
        if (snapshot is null || snapshot.Text.Span.IndexOf(Encoding.UTF8.GetBytes(id.ToString())) < 0)
        {
            return false;
        }

        var reader = new EntryReader(int.MaxValue, options.MaxJsonDepth);
        return Enumerable.Range(0, snapshot.Entries.Count)
            .Select(position => reader.Read(snapshot.Entries[position].Span, "", "", default))
            .Any(entry => entry.Message?.Id == id && !entry.IsRead);
    }

    private static string NotTakenYet(TeamInfo info, string to)
    {
        var recipient = info.Members.FirstOrDefault(member => member.Name == to);
        if (info.Lead == LeadState.Gone)
        {
            return $"It is in the inbox file of '{to}', but the process of the team's lead has ended: nobody will take it.";
        }

        return info.Era == TeamEra.Session && recipient is { IsLead: true } && info.Members.All(member => member.IsLead || member.IsMailbox)
            ? $"It is in the inbox file of '{to}', who has not taken it yet: a lead of Claude Code from 2.1.178 on reads mail from outsiders only once it has spawned a teammate of its own. Ask it to spawn one; what waits is delivered then."
            : $"It is in the inbox file of '{to}', who has not taken it yet. Claude Code looks once or twice a second while its session runs.";
    }
}
