using Mailbox.Store;
using Mailbox.Teams;

namespace Mailbox;

/// <summary>What a person does to messages, whoever they are for.</summary>
public sealed partial class TeamObserver
{
    private static readonly TimeSpan AtHand = TimeSpan.FromSeconds(30);

    /// <summary>Settles an open message as done. A worker that has it loses it.</summary>
    /// <exception cref="MessageNotFoundException">There is no such message, or it is settled.</exception>
    public async ValueTask AcknowledgeAsync(string agent, Guid messageId, CancellationToken cancel = default) =>
        Settled(await Store.AcknowledgeAsync(await SeizeAsync(agent, messageId, cancel).ConfigureAwait(false)).ConfigureAwait(false), messageId, agent);

    /// <summary>Gives an open message back, to be claimed at once: its pause is over, and a worker that has it loses it. The attempt does not count.</summary>
    /// <exception cref="MessageNotFoundException">There is no such message, or it is settled.</exception>
    public async ValueTask ReleaseAsync(string agent, Guid messageId, CancellationToken cancel = default) =>
        Settled(await Store.ReleaseAsync(await SeizeAsync(agent, messageId, cancel).ConfigureAwait(false)).ConfigureAwait(false), messageId, agent);

    /// <summary>Makes an open message a dead letter. A worker that has it loses it.</summary>
    /// <exception cref="MessageNotFoundException">There is no such message, or it is settled.</exception>
    public async ValueTask DeadLetterAsync(string agent, Guid messageId, string reason, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        Settled(await Store.DeadLetterAsync(await SeizeAsync(agent, messageId, cancel).ConfigureAwait(false), reason).ConfigureAwait(false), messageId, agent);
    }

    /// <summary>Puts a dead letter back into its inbox: attempts start over, and its time to live counts no more.</summary>
    /// <exception cref="MessageNotFoundException">There is no such dead letter, or it was never a message.</exception>
    public async ValueTask SendAgainAsync(string agent, Guid messageId, CancellationToken cancel = default) => await Store.SendAgainAsync(TeamNames.Validate(agent), messageId, cancel).ConfigureAwait(false);

    /// <summary>Deletes a dead letter for good.</summary>
    /// <exception cref="MessageNotFoundException">There is no such dead letter.</exception>
    public async ValueTask PurgeAsync(string agent, Guid messageId, CancellationToken cancel = default) => await Store.PurgeAsync(TeamNames.Validate(agent), messageId, cancel).ConfigureAwait(false);

    private async ValueTask<LeaseKey> SeizeAsync(string agent, Guid messageId, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return await Store.SeizeAsync(TeamNames.Validate(agent), messageId, $"by hand ({Environment.UserName})", AtHand).ConfigureAwait(false) ?? throw NotOpen(messageId, agent);
    }

    private static void Settled(bool settled, Guid messageId, string agent)
    {
        if (!settled)
        {
            throw NotOpen(messageId, agent); // Between the two calls somebody else took it by hand.
        }
    }

    private static MessageNotFoundException NotOpen(Guid messageId, string agent) => new($"There is no open message {messageId} in the mailbox of '{agent}'. It may have been settled a moment ago.", messageId);
}
