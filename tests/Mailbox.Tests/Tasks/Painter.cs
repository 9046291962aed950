namespace Mailbox.Tests.Tasks;

public sealed partial class Painter
{
    [Handles]
    public PaintDone Paint(PaintJob job, MessageContext context) => job.What.Length > 0
        ? new PaintDone("white", context.Task!.Lessons.Count)
        : throw new InvalidOperationException("nothing to paint");
}
