namespace Mailbox.TestKit;

/// <summary>A clock that stands still until it is told otherwise. Wall and monotonic time can be moved apart, as a clock step does.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _sync = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = System.GetUtcNow();
    private long _ticks = 1_000_000_000_000;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_sync)
        {
            return _now;
        }
    }

    public override long GetTimestamp()
    {
        lock (_sync)
        {
            return _ticks;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass; timers that come due on the way fire, in order.</summary>
    public void Advance(TimeSpan by)
    {
        var end = GetTimestamp() + by.Ticks;
        while (true)
        {
            ManualTimer? next;
            lock (_sync)
            {
                next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
                var to = Math.Max(_ticks, next?.Due ?? end);
                (_now, _ticks) = (_now.AddTicks(to - _ticks), to);
                next?.Rearm();
            }

            if (next is null)
            {
                return;
            }

            next.Fire();
        }
    }

    /// <summary>Lets time pass at once, as for a process that was stopped meanwhile: timers fire late, and only once.</summary>
    public void Leap(TimeSpan by)
    {
        List<ManualTimer> due;
        lock (_sync)
        {
            (_now, _ticks) = (_now + by, _ticks + by.Ticks);
            due = [.. _timers.Where(timer => timer.Due <= _ticks).OrderBy(timer => timer.Due)];
            foreach (var timer in due)
            {
                while (timer.Due <= _ticks && _timers.Contains(timer))
                {
                    timer.Rearm();
                }
            }
        }

        due.ForEach(timer => timer.Fire());
    }

    /// <summary>Sets the wall clock alone.</summary>
    public void Step(TimeSpan by)
    {
        lock (_sync)
        {
            _now += by;
        }
    }

    private sealed class ManualTimer(ManualTime time, Action callback) : ITimer
    {
        private TimeSpan _period;

        public long Due { get; private set; } = long.MaxValue;

        public void Fire() => callback();

        public void Rearm()
        {
            if (_period > TimeSpan.Zero)
            {
                Due += _period.Ticks;
            }
            else
            {
                time._timers.Remove(this);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._sync)
            {
                time._timers.Remove(this);
                _period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = time._ticks + dueTime.Ticks;
                    time._timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._sync)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
