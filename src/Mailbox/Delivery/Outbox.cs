using System.Collections.Concurrent;
using System.Diagnostics;
using Mailbox.Diagnostics;
using Mailbox.Files;
using Mailbox.Store;
using Mailbox.Teams;
using Microsoft.Extensions.Logging;

namespace Mailbox.Delivery;

/// <summary>The sending side of one agent: from what the user wrote to entries that are accepted or handed over.</summary>
internal sealed class Outbox(string agent, TeamFolder team, IMessageStore store, InboxOwner owner, AddressBook addresses, MailboxOptions options, ILogger log)
{
    /// <summary>What one batch may take on disk, all or nothing as it is.</summary>
    private const int MaxBatchBytes = MessageTooLargeException.MaxBatchBytes;

    private readonly ConcurrentDictionary<(string Recipient, bool Sync), GroupCommit> _foreign = new();

    /// <summary>Makes the messages that would be sent, with their entries as they will lie on disk.</summary>
    /// <exception cref="MessageTooLargeException">One is larger than allowed.</exception>
    public Draft[] Draft(IReadOnlyList<OutgoingMessage> messages, string to, Func<Message, Message>? complete = null)
    {
        var now = options.TimeProvider.GetUtcNow();
        now = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        var drafts = new Draft[messages.Count];
        for (var i = 0; i < drafts.Length; i++)
        {
            var message = Compose(messages[i], to, now);
            message = complete is null ? message : complete(message);
            var entry = EntryWriter.Write(message);
            drafts[i] = entry.Length <= options.MaxMessageBytes ? new Draft(message, entry) : throw new MessageTooLargeException(entry.Length, options.MaxMessageBytes);
        }

        return drafts;
    }

    /// <summary>Sends drafts to the recipient they were made for, all or none.</summary>
    public async Task<IReadOnlyList<Receipt>> SendAsync(Draft[] drafts, string to, bool isOurs, SendOptions how, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using var activity = MailboxTracing.StartSend(to, drafts.Length);
        var sync = (how.Durability ?? options.Durability) == Durability.Durable;
        var entries = Array.ConvertAll(drafts, static draft => draft.Entry);
        if (entries.Sum(static entry => (long)entry.Length) is var total and > MaxBatchBytes)
        {
            throw new MessageTooLargeException(total);
        }

        if (isOurs)
        {
            if (!store.HasMailbox(to))
            {
                store.MakeMailbox(to);
            }

            await store.PublishAsync(to, entries, sync).ConfigureAwait(false);
        }
        else
        {
            await _foreign.GetOrAdd((to, sync), key => new GroupCommit(group => HandOverAsync(key.Recipient, group, key.Sync), isQuick: false)).AddAsync(entries).ConfigureAwait(false);
        }

        MailboxMetrics.Sent.Add(drafts.Length);
        return Array.ConvertAll(drafts, draft => ReceiptText.Sent(draft.Message, isOurs));
    }

    /// <summary>Those of which no copy tells that they were handed over.</summary>
    public async Task<List<Message>> NotHandedOverAsync(List<Message> messages, Func<Message, Guid> copyId)
    {
        List<Message> missing = [];
        foreach (var message in messages)
        {
            if ((await store.GetAsync(copyId(message), CancellationToken.None).ConfigureAwait(false)).All(static found => found.State != MessageState.HandedOver))
            {
                missing.Add(message);
            }
        }

        return missing;
    }

    private async Task HandOverAsync(string to, IReadOnlyList<byte[]> group, bool sync)
    {
        if (!options.Disk.IsDirectory(team.ConfigFolder))
        {
            throw new TeamEndedException(team.Name, to);
        }

        try
        {
            // The copy is prepared first and shown last: it must never tell of a message that was not handed over.
            options.Disk.EnsureDirectory(team.InboxFolder);
            var copy = store.StageSent(agent, group, sync);
            try
            {
                var era = addresses.Team?.Era ?? throw new TeamEndedException(team.Name, to);
                await owner.HandOverAsync(team.InboxPath(to), group, sync, era, CancellationToken.None).ConfigureAwait(false);
            }
            catch
            {
                copy.Discard();
                throw;
            }

            await ShowAsync(copy).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ForeignLockException && !options.Disk.IsDirectory(team.ConfigFolder))
        {
            throw new TeamEndedException(team.Name, to);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailboxStorageException("Appending to an inbox of Agent Teams", team.InboxPath(to), e);
        }
    }

    /// <summary>The message is handed over: it must not be sent again because its copy cannot be shown, as if we had died just now.</summary>
    private async ValueTask ShowAsync(IStagedMail copy)
    {
        try
        {
            await copy.CommitAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.BackgroundFailed(log, e);
        }
    }

    private Message Compose(OutgoingMessage outgoing, string to, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(outgoing);
        if (outgoing.TimeToLive is { } life && life <= TimeSpan.Zero)
        {
            throw new ArgumentException($"TimeToLive must be positive; it is {life}.", nameof(outgoing));
        }

        return new Message
        {
            Id = outgoing.Id ?? MessageIds.Next(options.TimeProvider),
            From = agent,
            To = to,
            Text = outgoing.Text,
            Summary = outgoing.Summary,
            Timestamp = now,
            Type = Json.PayloadFrame.TypeOf(outgoing.Text),
            Priority = outgoing.Priority,
            ConversationId = outgoing.ConversationId,
            ReplyTo = outgoing.ReplyTo,
            ExpiresAt = outgoing.TimeToLive < DateTimeOffset.MaxValue - now ? now + outgoing.TimeToLive : null, // Longer than there is time: never.
            NotBefore = outgoing.NotBefore,
            Headers = MailboxTracing.Inject(outgoing.Headers, Activity.Current),
        };
    }
}
