using Mailbox.Benchmarks;
using Mailbox.Benchmarks.Baselines;

// One table of ratios; every figure beside a baseline measured in the same run, 500-byte payloads.
if (args is ["hello"])
{
    Console.WriteLine("hello");
    return;
}

if (args is ["echo", var socket])
{
    await SocketEcho.ServeAsync(socket);
    return;
}

if (args is ["answer", var root, var durability])
{
    await Answerer.RunAsync(root, Enum.Parse<Mailbox.Durability>(durability));
    return;
}

if (args is ["queue", var path, var level])
{
    PolledQueue.Serve(path, level);
}

if (args is ["files", var folder])
{
    NaiveFiles.Serve(folder);
}

if (args is ["allocations"])
{
    using var types = new AllocatedTypes();
    await ThroughputBenchmark.OursAsync(Mailbox.Durability.ProcessCrash, count: 20_000);
    types.Print();
    return;
}

if (args is ["operations"])
{
    OperationBenchmarks.Run();
    return;
}

Console.WriteLine("| what | Mailbox | baseline | ratio |");
Console.WriteLine("|---|---|---|---|");
if (args is ["start"])
{
    StartBenchmark.Run();
    return;
}

if (args is ["rebuild"])
{
    await RebuildBenchmark.RunAsync();
    return;
}

if (args is ["growth"])
{
    await GrowthBenchmark.RunAsync();
    return;
}

if (args is ["million"])
{
    await MillionBenchmark.RunAsync();
    return;
}

if (args is ["foreign"])
{
    await ForeignAppendBenchmark.RunAsync(entries: 1_000);
    await ForeignAppendBenchmark.RunAsync(entries: 10_000);
    return;
}

if (args is ["community"])
{
    await CommunityBenchmark.RunAsync();
    return;
}

if (args is not ["requests" or "throughput"])
{
    PayloadBenchmark.Run();
}

if (args is ["payloads"])
{
    return;
}

if (args is not ["throughput"])
{
    await RequestBenchmark.RunAsync();
}

if (args is ["requests"])
{
    return;
}

await ThroughputBenchmark.RunAsync(Mailbox.Durability.ProcessCrash, count: 20_000);
await ThroughputBenchmark.RunAsync(Mailbox.Durability.Durable, count: 5_000);
if (args is ["throughput"])
{
    return;
}

await ForeignAppendBenchmark.RunAsync(entries: 1_000);
await ForeignAppendBenchmark.RunAsync(entries: 10_000);
await GrowthBenchmark.RunAsync();
await RebuildBenchmark.RunAsync();
StartBenchmark.Run();
await CommunityBenchmark.RunAsync();
await IdleBenchmark.RunAsync();
