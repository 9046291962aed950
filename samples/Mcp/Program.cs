using Mailbox;

// A C# agent that shares a room and a list of tasks with whatever speaks MCP. Arguments: the team (default workshop), and the root folder.
var team = args.ElementAtOrDefault(0) ?? "workshop";
var options = new MailboxOptions
{
    Root = args.ElementAtOrDefault(1),
    Profile = new AgentProfile { Description = "Counts the lines of files, if you give it the task.", Capabilities = ["count"] },
};
await using var counter = await AgentMailbox.JoinAsync(team, "counter", options);

// One room for all: who comes first makes it.
Room room;
try
{
    room = await counter.Rooms.CreateAsync("floor", new RoomOptions { Description = "What is being done, and what came of it." });
}
catch (NameTakenException)
{
    room = await counter.Rooms.JoinAsync("floor");
}

await room.PostAsync("counter is here. Enqueue a task with payload_type count.lines, and I do it.");
Console.WriteLine($"counter works for team {counter.Team}; its files are in {counter.Folder}");

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stop.Cancel();
};

// Tasks and mail have the same handlers. Each task says how it ended in the room.
await Task.WhenAll(
    counter.Tasks.RunAsync(new Counter(room), cancel: stop.Token),
    counter.RunAsync(new Counter(room), stop.Token));

/// <summary>Asks how many lines a file has.</summary>
/// <param name="Path">The file.</param>
[Payload("count.lines")]
public sealed record CountLines(string Path) : IRequest<LineCount>;

/// <summary>How many lines a file has.</summary>
/// <param name="Lines">The number.</param>
[Payload("line.count")]
public sealed record LineCount(int Lines);

/// <summary>Counts.</summary>
public sealed partial class Counter(Room room)
{
    /// <summary>Counts the lines of a file; what earlier tasks taught comes with the context.</summary>
    [Handles]
    public async Task<LineCount> CountAsync(CountLines request, MessageContext context, CancellationToken cancel)
    {
        var lines = (await File.ReadAllLinesAsync(request.Path, cancel)).Length;
        if (context.Task is { } task)
        {
            await room.PostAsync($"Task {task.Task.Id} is done: {request.Path} has {lines} lines.", cancel);
        }

        return new LineCount(lines);
    }

    /// <summary>Whatever is said in the room or written to it, it only shows.</summary>
    [Handles]
    public void Show(string text, MessageContext context) => Console.WriteLine($"{context.From}: {text}");
}
