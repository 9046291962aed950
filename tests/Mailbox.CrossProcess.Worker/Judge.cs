namespace Mailbox.CrossProcess.Worker;

/// <summary>Asks for a verdict on a file.</summary>
/// <param name="Path">The file.</param>
[Payload("interop.judge")]
internal sealed record Judge(string Path) : IRequest<Verdict>;
