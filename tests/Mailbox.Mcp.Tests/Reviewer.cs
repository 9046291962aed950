namespace Mailbox.Mcp.Tests;

[Payload("review.request")]
public sealed record ReviewRequest(string Path, int? Line) : IRequest<ReviewResult>;

[Payload("review.result")]
public sealed record ReviewResult(bool Approved, IReadOnlyList<string> Notes);

public sealed partial class Reviewer
{
    [Handles]
    public ReviewResult Review(ReviewRequest request) => new(true, [$"{request.Path}:{request.Line}"]);
}
