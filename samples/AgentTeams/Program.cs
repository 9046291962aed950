using Mailbox;

// Joins the live Claude Code team of this folder. There is one as soon as Claude Code runs here with agent teams on.
await using var librarian = await AgentMailbox.JoinAsync(args is [var name, ..] ? name : "librarian");
Console.WriteLine($"joined {librarian.Team} as {librarian.Name}");

// It answers until the lead asks it to shut down, or you press Ctrl+C.
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) => (key.Cancel, _) = (true, stop.CancelAsync());
var answering = librarian.RunAsync(new Librarian(Environment.CurrentDirectory), stop.Token);

try
{
    // And it asks the lead something. The lead is a language model: it gets words and a schema, and its answer is checked.
    var interest = await librarian.RequestAsync(new AskInterest([.. Librarian.FilesIn(Environment.CurrentDirectory).Take(20).Select(Path.GetFileName)!]), to: "team-lead");
    Console.WriteLine($"the lead is interested in {string.Join(", ", interest.Files)}: {interest.Why}");
}
catch (MailboxException e)
{
    Console.WriteLine(e.Message); // Busy, or not yet looking: it is still there to be asked.
}

await answering;
Console.WriteLine("the lead has shut this agent down");

/// <summary>Looks up in which files of the project a word stands.</summary>
/// <param name="Word">The word.</param>
/// <param name="MaxFiles">How many files to name at the most.</param>
[Payload("library.look-up")]
public sealed record LookUp(string Word, int MaxFiles = 10) : IRequest<Found>;

/// <summary>The files in which a word stands.</summary>
/// <param name="Files">Their paths, relative to the project.</param>
/// <param name="Total">How many there are in all.</param>
[Payload("library.found")]
public sealed record Found(IReadOnlyList<string> Files, int Total);

/// <summary>Asks which files matter now.</summary>
/// <param name="Files">Some of the files of the project.</param>
[Payload("library.ask-interest", Prompt = "I am a C# program in your team that looks up words in this project's files. Which of the files below matter for what you are doing now?")]
public sealed record AskInterest(IReadOnlyList<string> Files) : IRequest<Interest>;

/// <summary>The files that matter now.</summary>
/// <param name="Files">Their names.</param>
/// <param name="Why">In one sentence.</param>
[Payload("library.interest")]
public sealed record Interest(IReadOnlyList<string> Files, string Why);

/// <summary>Answers what the lead and its teammates ask.</summary>
public sealed partial class Librarian(string folder)
{
    [Handles]
    public async Task<Found> LookUpAsync(LookUp request, CancellationToken cancel)
    {
        List<string> found = [];
        foreach (var file in FilesIn(folder))
        {
            if ((await File.ReadAllTextAsync(file, cancel)).Contains(request.Word, StringComparison.OrdinalIgnoreCase))
            {
                found.Add(Path.GetRelativePath(folder, file));
            }
        }

        return new Found([.. found.Take(request.MaxFiles)], found.Count);
    }

    // A language model writes prose first. It is told what would be understood.
    [Handles]
    public string Talk(string text, MessageContext context) =>
        $$"""I understand messages whose text is JSON such as {"type":"library.look-up","word":"TODO"}. The schema: {{PayloadContract<LookUp>.Instance.Schema}}""";

    // What the client says by itself, such as who is idle, needs no answer.
    [Handles]
    public void Ignore(UnknownPayload payload) => Console.WriteLine($"ignored {payload.Type}");

    internal static IEnumerable<string> FilesIn(string folder) => Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 4, IgnoreInaccessible = true })
        .Where(static file => Path.GetExtension(file) is ".cs" or ".md" or ".txt").Order(StringComparer.Ordinal);
}
