using Mailbox.Store;
using Mailbox.TestKit;

namespace Mailbox.Tests.Store;

public sealed class MessageIdTests
{
    [Fact]
    public void Ids_that_two_processes_make_within_a_millisecond_sort_by_time()
    {
        // Far from the time in which other tests make ids: the last one given out is remembered for all.
        var time = new ManualTime();
        time.Step(TimeSpan.FromDays(3650));
        time.Advance(TimeSpan.FromTicks(TimeSpan.TicksPerMillisecond - (time.GetUtcNow().Ticks % TimeSpan.TicksPerMillisecond)));
        List<Guid> ids = [];
        for (var i = 0; i < 100; i++)
        {
            ids.Add(MessageIds.Next(time));
            time.Advance(TimeSpan.FromMicroseconds(5));
        }

        Assert.Equal(ids.Select(id => id.ToString()).Order(StringComparer.Ordinal), ids.Select(id => id.ToString()));

        // What a process that has made none before would give out at the same moment has the same first 60 bits: it is the moment.
        var ticks = time.GetUtcNow().Ticks % TimeSpan.TicksPerMillisecond;
        Assert.Equal($"7{ticks * 4096 / TimeSpan.TicksPerMillisecond:x3}", MessageIds.Next(time).ToString().Split('-')[2]);
    }
}
