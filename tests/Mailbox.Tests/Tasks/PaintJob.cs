namespace Mailbox.Tests.Tasks;

[Payload("paint.job")]
public sealed record PaintJob(string What) : IRequest<PaintDone>;
