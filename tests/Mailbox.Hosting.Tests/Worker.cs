namespace Mailbox.Hosting.Tests;

public sealed partial class Worker(Scoped scoped, Journal journal)
{
    [Handles]
    public async Task<Done> DoAsync(Work work, CancellationToken cancel)
    {
        journal.Tries++;
        journal.Started.TrySetResult();
        try
        {
            if (work.What == "wait")
            {
                await journal.Gate.Task.WaitAsync(cancel);
            }
        }
        catch (OperationCanceledException)
        {
            journal.WasCancelled = true;
            throw;
        }

        if (journal.FailuresLeft > 0)
        {
            journal.FailuresLeft--;
            throw new TimeoutException("not now");
        }

        return new Done(work.What, scoped.Number);
    }
}
