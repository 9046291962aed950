namespace Mailbox.Inspector.Tests;

/// <summary>Answers; and fails for some files, as the pictures should show that, too.</summary>
public sealed partial class DemoReviewer
{
    [Handles]
    public static async Task<ReviewResult> ReviewAsync(ReviewRequest request, CancellationToken cancel)
    {
        await Task.Delay(180, cancel);
        return request.Path.StartsWith("gen/", StringComparison.Ordinal)
            ? throw new InvalidOperationException($"{request.Path} is generated: there is nobody to tell.")
            : new ReviewResult(request.Line is not 88, request.Line is 88 ? ["The lock is released twice when the token is cancelled."] : []);
    }
}
