using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Mailbox.Benchmarks.Baselines;
using Mailbox.Teams;

namespace Mailbox.Benchmarks;

/// <summary>Single operations with BenchmarkDotNet, each beside the SQLite queue's send, claim and delete.</summary>
[MemoryDiagnoser]
#pragma warning disable CA1001 // BenchmarkDotNet calls CleanUp.
public class OperationBenchmarks
#pragma warning restore CA1001
{
    private static readonly string Payload = new('x', 500);
    private readonly EntryReader _reader = new(1 << 20, 64);
    private readonly Message _message = new() { Id = Guid.CreateVersion7(), From = "agent", To = "agent", Text = Payload, Timestamp = DateTimeOffset.UnixEpoch };
    private AgentMailbox _mailbox = null!;
    private IAsyncEnumerator<MessageDelivery> _received = null!;
    private SqliteQueue _queue = null!;
    private byte[] _entry = [];

    public static void Run()
    {
        var summary = BenchmarkRunner.Run<OperationBenchmarks>(ManualConfig.Create(DefaultConfig.Instance).AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)));
        if (summary.Reports.Any(static report => !report.Success))
        {
            throw new InvalidOperationException("Some of the benchmarks did not run: their errors are above.");
        }
    }

    /// <summary>In process BenchmarkDotNet does not wait for one that is asynchronous.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var root = Directory.CreateTempSubdirectory("mailbox-bench-").FullName;
        _mailbox = AgentMailbox.JoinAsync("bench", "agent", new MailboxOptions { Root = root, Durability = Durability.ProcessCrash }).AsTask().GetAwaiter().GetResult();
        _received = _mailbox.ReceiveAsync().GetAsyncEnumerator();
        _queue = new SqliteQueue(Path.Combine(root, "queue.db"), "NORMAL");
        _entry = EntryWriter.Write(_message);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _queue.Dispose();
        _received.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _mailbox.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    [Benchmark(Baseline = true)]
    public void SqliteQueue() => _queue.Run(1, Payload);

    [Benchmark]
    public async Task SendClaimAcknowledgeAsync()
    {
        await _mailbox.SendAsync(Payload, "agent");
        await (await _mailbox.ClaimAsync(1))[0].AcknowledgeAsync();
    }

    /// <summary>As a handler's loop does, which waits for what comes.</summary>
    [Benchmark]
    public async Task SendReceiveAcknowledgeAsync()
    {
        await _mailbox.SendAsync(Payload, "agent");
        await _received.MoveNextAsync();
        await _received.Current.AcknowledgeAsync();
    }

    [Benchmark]
    public async Task SearchAsync() => await _mailbox.SearchAsync(new MessageQuery { Limit = 1 });

    [Benchmark]
    public byte[] WriteEntry() => EntryWriter.Write(_message);

    [Benchmark]
    public object ReadEntry() => _reader.Read(_entry, "agent", "", DateTimeOffset.UnixEpoch);
}
