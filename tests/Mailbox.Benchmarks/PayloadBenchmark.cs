using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mailbox.Benchmarks;

/// <summary>What the typed layer costs beside System.Text.Json with a hand-declared context of the same records: time and allocated bytes of writing and reading one.</summary>
internal static partial class PayloadBenchmark
{
    private const int Rounds = 50_000;

    public static void Run()
    {
        var review = new Review("src/Mailbox/Requests/Questions/AnswerMatcher.cs", 42, [.. Enumerable.Range(0, 8).Select(i => new Remark(i, $"Line {i} could be said in fewer words."))]);
        var contract = PayloadContract<Review>.Instance;
        var text = contract.Write(review);
        var metadata = Context.Default.Review;

        Row("write a payload of 8 remarks", () => contract.Write(review), () => JsonSerializer.Serialize(review, metadata));
        Row("validate and read it", () => contract.Read(text), () => JsonSerializer.Deserialize(text, metadata));
    }

    private static void Row(string what, Func<object?> ours, Func<object?> plain)
    {
        // Each twice, the second time warm; in turn, so that a noisy moment meets both.
        List<(double Time, double Bytes)> own = [], theirs = [];
        for (var i = 0; i < 6; i++)
        {
            own.Add(Measure(ours));
            theirs.Add(Measure(plain));
        }

        var (a, b) = (own.Min(one => one.Time), theirs.Min(one => one.Time));
        Table.Row("time to " + what, "µs", a, "System.Text.Json context", b);
        Table.Row("allocated to " + what, "B", own[^1].Bytes, "System.Text.Json context", theirs[^1].Bytes);
    }

    private static (double Time, double Bytes) Measure(Func<object?> work)
    {
        var (bytes, started) = (GC.GetAllocatedBytesForCurrentThread(), TimeProvider.System.GetTimestamp());
        for (var i = 0; i < Rounds; i++)
        {
            work();
        }

        return (TimeProvider.System.GetElapsedTime(started).TotalMicroseconds / Rounds, (GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)Rounds);
    }

    [Payload("benchmark.review")]
    internal sealed record Review(string Path, int Line, IReadOnlyList<Remark> Remarks);

    internal sealed record Remark(int Line, string Text);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Review))]
    private sealed partial class Context : JsonSerializerContext;
}
