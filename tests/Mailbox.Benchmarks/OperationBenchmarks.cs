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
#pragma warning disable CA1001 // BenchmarkDotNet calls CleanUpAsync.
public class OperationBenchmarks
#pragma warning restore CA1001
{
    private static readonly string Payload = new('x', 500);
    private readonly EntryReader _reader = new(1 << 20, 64);
    private readonly Message _message = new() { Id = Guid.CreateVersion7(), From = "agent", To = "agent", Text = Payload, Timestamp = DateTimeOffset.UnixEpoch };
    private AgentMailbox _mailbox = null!;
    private SqliteQueue _queue = null!;
    private byte[] _entry = [];

    public static void Run() => BenchmarkRunner.Run<OperationBenchmarks>(
        ManualConfig.Create(DefaultConfig.Instance).AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)));

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        var root = Directory.CreateTempSubdirectory("mailbox-bench-").FullName;
        _mailbox = await AgentMailbox.JoinAsync("bench", "agent", new MailboxOptions { Root = root, Durability = Durability.ProcessCrash });
        _queue = new SqliteQueue(Path.Combine(root, "queue.db"), "NORMAL");
        _entry = EntryWriter.Write(_message);
    }

    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        _queue.Dispose();
        await _mailbox.DisposeAsync();
    }

    [Benchmark(Baseline = true)]
    public void SqliteQueue() => _queue.Run(1, Payload);

    [Benchmark]
    public async Task SendClaimAcknowledgeAsync()
    {
        await _mailbox.SendAsync(Payload, "agent");
        while (true)
        {
            foreach (var delivery in await _mailbox.ClaimAsync(1))
            {
                await delivery.AcknowledgeAsync();
                return;
            }
        }
    }

    [Benchmark]
    public async Task SearchAsync() => await _mailbox.SearchAsync(new MessageQuery { Limit = 1 });

    [Benchmark]
    public byte[] WriteEntry() => EntryWriter.Write(_message);

    [Benchmark]
    public object ReadEntry() => _reader.Read(_entry, "agent", "", DateTimeOffset.UnixEpoch);
}
