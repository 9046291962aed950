namespace Mailbox;
public sealed partial class AgentMailbox
{
    private Task<TResponse> AskModelAsync<TResponse>(IRequest<TResponse> request, string to, RequestOptions options, CancellationToken cancel) => throw new NotSupportedException();
}
