namespace Mailbox;

/// <summary>A typed handler at work: what becomes of messages that it cannot take, and how Claude Code has it shut down.</summary>
internal sealed class HandlerRun : IDisposable
{
    private readonly AgentMailbox _mailbox;
    private readonly IMessageHandler _handler;
    private readonly HandlerLoops _loops;
    private readonly CancellationTokenSource _receiving;
    private readonly bool _takesShutdown;
    private readonly bool _takesRoomEvents;

    public HandlerRun(AgentMailbox mailbox, IMessageHandler handler, HandlerLoops loops, CancellationTokenSource receiving)
    {
        (_mailbox, _handler, _loops, _receiving) = (mailbox, handler, loops, receiving);
        _takesShutdown = handler.Payloads.Any(static contract => contract.Type == typeof(ShutdownRequest));
        _takesRoomEvents = handler.Payloads.Any(static contract => contract.Type == typeof(RoomEvent));
        loops.Add(receiving);
    }

    public void Dispose() => _loops.Remove(_receiving);

    public async Task HandleAsync(MessageDelivery delivery, CancellationToken cancel)
    {
        _loops.Enter();
        try
        {
            if (delivery.Message.Type == ShutdownRequest.TypeName && !_takesShutdown)
            {
                await ShutDownAsync(delivery, cancel).ConfigureAwait(false);
            }
            else if (delivery.Message.Type != RoomEvent.TypeName || _takesRoomEvents)
            {
                await _handler.HandleAsync(new MessageContext(_mailbox, delivery), cancel).ConfigureAwait(false);
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
            await RefuseAsync(delivery, e.Message, "invalid_payload", delivery.Message.IsRequest || _mailbox.IsForeign(delivery.Message.From), cancel).ConfigureAwait(false);
        }
        finally
        {
            _loops.Exit();
        }
    }

    /// <summary>Trying it again would end the same: it becomes a dead letter at once, and who waits for an answer learns why.</summary>
    private async Task RefuseAsync(MessageDelivery delivery, string why, string code, bool answer, CancellationToken cancel)
    {
        if (answer)
        {
            await delivery.ExtendAsync().ConfigureAwait(false);
            await _mailbox.AnswerAsync(delivery.Message, Requests.ErrorReply.Write(why, code), cancel).ConfigureAwait(false);
        }

        await delivery.DeadLetterAsync(why).ConfigureAwait(false);
    }

    /// <summary>Takes no more messages and tasks, waits for the handlers that run, approves, and lets RunAsync end.</summary>
    private async Task ShutDownAsync(MessageDelivery delivery, CancellationToken cancel)
    {
        var request = delivery.Message.Read<ShutdownRequest>();
        await _loops.EndAsync(cancel).ConfigureAwait(false);
        var approved = new ShutdownApproved(request.RequestId, _mailbox.Name, _mailbox.Options.TimeProvider.GetUtcNow()) { BackendType = "mailbox" };
        await delivery.ReplyAsync(OutgoingMessage.Of(approved), cancel).ConfigureAwait(false);
    }
}
