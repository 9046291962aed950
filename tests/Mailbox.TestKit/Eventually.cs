using System.Runtime.CompilerServices;

namespace Mailbox.TestKit;

/// <summary>Waits for something that another thread or process will bring about. The limit is there to end a failing test, not to measure.</summary>
public static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task HoldsAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string? what = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Limit)
            {
                throw new TimeoutException($"This did not come true within {Limit.TotalSeconds} s: {what}");
            }

            await Task.Delay(10);
        }
    }

    public static Task HoldsAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? what = null) =>
        HoldsAsync(() => Task.FromResult(condition()), what);

    public static CancellationToken Cancel() => new CancellationTokenSource(Limit).Token;
}
