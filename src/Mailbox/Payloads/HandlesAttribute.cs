namespace Mailbox;

/// <summary>
/// Makes a method of a partial class the handler of the payload it takes. Parameters: the payload, and if wanted a <see cref="MessageContext"/>
/// and a <see cref="CancellationToken"/>, in any order. A <see cref="string"/> in place of the payload takes plain text, an
/// <see cref="UnknownPayload"/> everything else that has no handler. What it returns (a payload or a string, plain or as Task or ValueTask) is the
/// reply; returning nothing acknowledges. What it throws rejects the message: it comes back after a pause.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class HandlesAttribute : Attribute
{
    /// <summary>True: what the method throws is answered at once with an error reply, and the message is not tried again. Default false.</summary>
    public bool RepliesErrors { get; set; }
}
