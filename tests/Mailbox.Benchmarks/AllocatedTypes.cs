using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Mailbox.Benchmarks;

/// <summary>Samples what is allocated, by type: the runtime tells of one object in each hundred thousand bytes.</summary>
internal sealed class AllocatedTypes : EventListener
{
    private const EventKeywords Collector = (EventKeywords)0x1;
    private const int Shown = 25;
    private readonly ConcurrentDictionary<string, long> _bytes = new(StringComparer.Ordinal);

    /// <summary>The types that take most, with their part of all.</summary>
    public void Print()
    {
        var all = _bytes.Values.Sum();
        foreach (var (type, bytes) in _bytes.OrderByDescending(static one => one.Value).Take(Shown))
        {
            Console.WriteLine($"| {100.0 * bytes / all:0.0} % | {type} |");
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
        {
            EnableEvents(eventSource, EventLevel.Verbose, Collector);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName?.StartsWith("GCAllocationTick", StringComparison.Ordinal) == true && eventData.Payload is [_, _, _, ulong bytes, _, string type, ..])
        {
            _bytes.AddOrUpdate(type, (long)bytes, (_, before) => before + (long)bytes);
        }
    }
}
