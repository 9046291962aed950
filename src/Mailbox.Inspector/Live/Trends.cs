namespace Mailbox.Inspector.Live;

/// <summary>How figures went in the last five minutes, one sample every two seconds: the highest of each.</summary>
internal sealed class Trends(TimeProvider time)
{
    private const int Samples = 150;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly Dictionary<string, List<int>> _samples = new(StringComparer.Ordinal);
    private long _began = time.GetTimestamp();

    public void Add(MailboxStatistics counted)
    {
        var isNext = time.GetElapsedTime(_began) >= Interval;
        _began = isNext ? time.GetTimestamp() : _began;
        foreach (var agent in counted.Agents)
        {
            Add($"agent {agent.Agent}", agent.Waiting + agent.Delayed + agent.Leased, isNext);
        }

        Add("waiting", counted.Waiting, isNext);
        Add("leased", counted.Leased, isNext);
        Add("dead", counted.Dead, isNext);
        Add("oldest", counted.Agents.Min(static agent => agent.OldestWaiting) is { } oldest ? (int)Math.Clamp((time.GetUtcNow() - oldest).TotalSeconds, 0, int.MaxValue) : 0, isNext);
    }

    /// <summary>What an agent had to do, oldest first.</summary>
    public IReadOnlyList<int> Of(string agent) => Get($"agent {agent}");

    public IReadOnlyDictionary<string, IReadOnlyList<int>> OfAll() => ((string[])["waiting", "leased", "dead", "oldest"]).ToDictionary(static name => name, Get, StringComparer.Ordinal);

    private IReadOnlyList<int> Get(string name) => _samples.TryGetValue(name, out var samples) ? [.. samples] : [];

    private void Add(string name, int value, bool isNext)
    {
        if (!_samples.TryGetValue(name, out var samples))
        {
            _samples[name] = samples = [];
        }

        if (isNext || samples.Count == 0)
        {
            samples.Add(value);
            samples.RemoveRange(0, Math.Max(0, samples.Count - Samples));
        }
        else
        {
            samples[^1] = Math.Max(samples[^1], value);
        }
    }
}
