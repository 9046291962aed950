namespace Mailbox.Inspector;

/// <summary>The agent that sends what is written on the page. It joins with its first message.</summary>
internal sealed class Correspondent(string team, string name, MailboxOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private AgentMailbox? _mailbox;

    public async ValueTask<Receipt> SendAsync(OutgoingMessage message, string to, CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            _mailbox ??= await AgentMailbox.JoinAsync(team, name, options, cancel).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }

        return await _mailbox.SendAsync(message, to, cancel: cancel).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _gate.Dispose();
        if (_mailbox is not null)
        {
            await _mailbox.DisposeAsync().ConfigureAwait(false);
        }
    }
}
