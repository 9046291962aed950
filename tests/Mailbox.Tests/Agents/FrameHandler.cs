namespace Mailbox.Tests.Agents;

public sealed partial class FrameHandler
{
    public List<TaskAssignment> Taken { get; } = [];

    [Handles]
    public void Take(TaskAssignment assignment) => Taken.Add(assignment);
}
