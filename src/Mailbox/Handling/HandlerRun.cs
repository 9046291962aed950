namespace Mailbox;

/// <summary>A typed handler at work: what becomes of messages that it cannot take, and how Claude Code has it shut down.</summary>
internal sealed class HandlerRun(AgentMailbox mailbox, IMessageHandler handler, CancellationTokenSource receiving)
{
    private readonly Lock _sync = new();
    private readonly TaskCompletionSource _othersDone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _takesShutdown = handler.Payloads.Any(static contract => contract.Type == typeof(ShutdownRequest));
    private readonly bool _takesRoomEvents = handler.Payloads.Any(static contract => contract.Type == typeof(RoomEvent));
    private int _running;
    private bool _isShuttingDown;

    public async Task HandleAsync(MessageDelivery delivery, CancellationToken cancel)
    {
        Count(+1);
        try
        {
            if (delivery.Message.Type == ShutdownRequest.TypeName && !_takesShutdown)
            {
                await ShutDownAsync(delivery, cancel).ConfigureAwait(false);
            }
            else if (delivery.Message.Type != RoomEvent.TypeName || _takesRoomEvents)
            {
                await handler.HandleAsync(new MessageContext(mailbox, delivery), cancel).ConfigureAwait(false);
            }
        }
        catch (ReplyErrorException e)
        {
            await delivery.ReplyErrorAsync(e.Message, e.Code, cancel).ConfigureAwait(false);
        }
        catch (NotHandledException e)
        {
            await RefuseAsync(delivery, e.Message, "not_handled", delivery.Message.IsRequest, cancel).ConfigureAwait(false);
        }
        catch (PayloadException e) when (e.Text == delivery.Message.Text)
        {
            // A language model that wrote it can mend it, once it knows what is wrong.
            await RefuseAsync(delivery, e.Message, "invalid_payload", delivery.Message.IsRequest || mailbox.IsForeign(delivery.Message.From), cancel).ConfigureAwait(false);
        }
        finally
        {
            Count(-1);
        }
    }

    /// <summary>Trying it again would end the same: it becomes a dead letter at once, and who waits for an answer learns why.</summary>
    private async Task RefuseAsync(MessageDelivery delivery, string why, string code, bool answer, CancellationToken cancel)
    {
        if (answer)
        {
            await delivery.ExtendAsync().ConfigureAwait(false);
            await mailbox.AnswerAsync(delivery.Message, Requests.ErrorReply.Write(why, code), cancel).ConfigureAwait(false);
        }

        await delivery.DeadLetterAsync(why).ConfigureAwait(false);
    }

    /// <summary>Takes no more messages, waits for the handlers that run, approves, and lets RunAsync end.</summary>
    private async Task ShutDownAsync(MessageDelivery delivery, CancellationToken cancel)
    {
        var request = delivery.Message.Read<ShutdownRequest>();
        lock (_sync)
        {
            _isShuttingDown = true;
        }

        await receiving.CancelAsync().ConfigureAwait(false);
        Count(-1);
        try
        {
            await _othersDone.Task.WaitAsync(cancel).ConfigureAwait(false);
        }
        finally
        {
            Count(+1);
        }

        var approved = new ShutdownApproved(request.RequestId, mailbox.Name, mailbox.Options.TimeProvider.GetUtcNow()) { BackendType = "mailbox" };
        await delivery.ReplyAsync(OutgoingMessage.Of(approved), cancel).ConfigureAwait(false);
    }

    private void Count(int change)
    {
        lock (_sync)
        {
            _running += change;
            if (_running == 0 && _isShuttingDown)
            {
                _othersDone.TrySetResult();
            }
        }
    }
}
