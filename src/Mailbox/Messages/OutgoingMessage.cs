using System.Collections.ObjectModel;
using Mailbox.Json;

namespace Mailbox;

/// <summary>A message to be sent. A plain string converts to one.</summary>
public sealed record OutgoingMessage
{
    /// <summary>The body: plain text, or JSON whose <c>type</c> names a payload (see <see cref="Payload"/>).</summary>
    public required string Text { get; init; }

    /// <summary>A few words about it; Claude Code shows them to its model.</summary>
    public string? Summary { get; init; }

    /// <summary>How urgent it is; default <see cref="Priority.Normal"/>.</summary>
    public Priority Priority { get; init; } = Priority.Normal;

    /// <summary>How long it may wait to be claimed; unset means for ever. Afterwards it goes to the dead letters.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>Before when it is not handed out; unset means at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The conversation it belongs to; a reply stays in that of its request.</summary>
    public string? ConversationId { get; init; }

    /// <summary>Who should get the answer, as ordinary mail; unset means the sender. Not for requests, which wait for theirs.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Keys of your own.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>
    /// Set it to make sending to one recipient idempotent: as long as its mailbox keeps the first (<see cref="RetentionOptions"/>), a second message of the same id is dropped.
    /// Not used when a message goes to several, each of which gets an id of its own. Unset, a UUIDv7 is made.
    /// </summary>
    public Guid? Id { get; init; }

    /// <summary>A message of plain text.</summary>
    public static implicit operator OutgoingMessage(string text) => FromText(text);

    /// <summary>A message of plain text.</summary>
    public static OutgoingMessage FromText(string text) => new() { Text = text };

    /// <summary>A payload, or plain text if it is a string.</summary>
    /// <typeparam name="T">A record with <see cref="PayloadAttribute"/>, or string.</typeparam>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is no payload.</exception>
    public static OutgoingMessage Of<T>(T payload)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(payload);

        // By what it is: one of a closed hierarchy travels under the name of the hierarchy.
        return new() { Text = payload as string ?? PayloadContract.Of(payload.GetType()).WriteObject(payload) };
    }

    /// <summary>A payload: its properties as a JSON object, to which <c>"type"</c> is put first.</summary>
    /// <param name="type">The payload's type name, such as <c>review.request</c>.</param>
    /// <param name="json">A JSON object without a <c>type</c> of its own.</param>
    /// <exception cref="ArgumentException"><paramref name="json"/> is not a JSON object, or has a <c>type</c>.</exception>
    public static OutgoingMessage Payload(string type, string json) => new() { Text = PayloadFrame.Write(type, json) };
}
