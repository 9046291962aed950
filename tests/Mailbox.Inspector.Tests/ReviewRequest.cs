namespace Mailbox.Inspector.Tests;

[Payload("review.request")]
public sealed record ReviewRequest(string Path, int? Line, string Focus) : IRequest<ReviewResult>;
