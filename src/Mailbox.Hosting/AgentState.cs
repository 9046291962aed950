namespace Mailbox.Hosting;

/// <summary>How an agent of the host is doing.</summary>
internal sealed class AgentState
{
    private readonly Lock _sync = new();
    private TaskCompletionSource<AgentMailbox> _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The mailbox, once there is one.</summary>
    public Task<AgentMailbox> Joined
    {
        get
        {
            lock (_sync)
            {
                return _joined.Task;
            }
        }
    }

    public AgentMailbox? Mailbox => Joined is { IsCompletedSuccessfully: true } joined ? joined.Result : null;

    /// <summary>Why it is not there; null while all is well.</summary>
    public Exception? Trouble { get; private set; }

    public void Join(AgentMailbox mailbox)
    {
        lock (_sync)
        {
            Trouble = null;
            _joined.TrySetResult(mailbox);
        }
    }

    public void Leave(Exception? trouble)
    {
        lock (_sync)
        {
            Trouble = trouble;
            if (_joined.Task.IsCompleted)
            {
                _joined = new TaskCompletionSource<AgentMailbox>(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}
