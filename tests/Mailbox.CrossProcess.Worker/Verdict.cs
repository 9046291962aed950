namespace Mailbox.CrossProcess.Worker;

/// <summary>A verdict on a file.</summary>
/// <param name="Approved">Whether it may be merged.</param>
/// <param name="Notes">What is to be mended.</param>
[Payload("interop.verdict")]
internal sealed record Verdict(bool Approved, IReadOnlyList<string> Notes);
