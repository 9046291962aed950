using System.Globalization;
using Mailbox;
using Mailbox.Benchmarks;
using Mailbox.Benchmarks.Baselines;

// One table of ratios; every figure beside a baseline measured in the same run, 500-byte payloads. First the other processes of it.
switch (args)
{
    case ["hello"]:
        Console.WriteLine("hello");
        return;
    case ["echo", var socket]:
        await SocketEcho.ServeAsync(socket);
        return;
    case ["answer", var root, var durability]:
        await Answerer.RunAsync(root, Enum.Parse<Durability>(durability));
        return;
    case ["queue", var path, var level]:
        PolledQueue.Serve(path, level);
        return;
    case ["files", var folder]:
        NaiveFiles.Serve(folder);
        return;
    case ["watched-files", var folder]:
        WatchedFiles.Serve(folder);
        return;
    case ["work", var root, var durability, var count]:
        await Worker.RunAsync(root, Enum.Parse<Durability>(durability), int.Parse(count, CultureInfo.InvariantCulture));
        return;
    case ["work-queue", var path, var level, var count]:
        SqliteQueue.Work(path, level, int.Parse(count, CultureInfo.InvariantCulture));
        return;
    case ["work-files", var folder, var count]:
        NaiveFiles.Work(folder, int.Parse(count, CultureInfo.InvariantCulture));
        return;
    case ["operations"]:
        OperationBenchmarks.Run();
        return;
    case ["allocations"]:
        using (var types = new AllocatedTypes())
        {
            await ThroughputBenchmark.AllocatedAsync(Durability.ProcessCrash, count: 50_000);
            types.Print();
        }

        return;
}

(string Name, Func<Task> RunAsync)[] parts =
[
    ("payloads", static () => Task.Run(PayloadBenchmark.Run)),
    ("requests", RequestBenchmark.RunAsync),
    ("throughput", static async () =>
    {
        await ThroughputBenchmark.RunAsync(Durability.ProcessCrash, count: 50_000);
        await ThroughputBenchmark.RunAsync(Durability.Durable, count: 5_000);
    }),
    ("foreign", static async () =>
    {
        await ForeignAppendBenchmark.RunAsync(entries: 1_000);
        await ForeignAppendBenchmark.RunAsync(entries: 10_000);
    }),
    ("growth", GrowthBenchmark.RunAsync),
    ("rebuild", RebuildBenchmark.RunAsync),
    ("start", static () => Task.Run(StartBenchmark.Run)),
    ("community", CommunityBenchmark.RunAsync),
    ("idle", IdleBenchmark.RunAsync),
    ("million", MillionBenchmark.RunAsync),
];
Console.WriteLine("| what | Mailbox | baseline | ratio |");
Console.WriteLine("|---|---|---|---|");
foreach (var (_, runAsync) in parts.Where(part => args.Length == 0 ? part.Name is not ("idle" or "million") : args.Contains(part.Name)))
{
    await runAsync();
}
