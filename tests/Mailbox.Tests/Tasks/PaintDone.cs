namespace Mailbox.Tests.Tasks;

[Payload("paint.done")]
public sealed record PaintDone(string Colour, int Lessons);
