using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Mailbox;
using Mailbox.Faults.Worker;

if (args[0] == "umasks" && !OperatingSystem.IsWindows())
{
    return await Umasks.TryAllAsync(args[1]);
}

// Does one operation, and is killed at the call of the file system or of SQLite whose number it is given (0: at none). Says "ready" when it has
// joined, waits for a line if it is told to, and says what was accepted, how many calls there were, and how it ended.
var (operation, root, team, dead, call) = (args[0], args[1], args[2], Guid.Parse(args[3]), int.Parse(args[4], CultureInfo.InvariantCulture));
foreach (var assembly in typeof(AgentMailbox).Assembly.GetReferencedAssemblies())
{
    Assembly.Load(assembly); // Now, so that no fault hits the runtime instead.
}

await using var stage = await Stage.OpenAsync(root, team, dead);
Say("ready");
if (args.Contains("wait"))
{
    Console.In.ReadLine();
}

stage.OnAccepted = text => Say($"accepted {text}");
stage.Fault.Arm(call == 0 ? int.MaxValue : call, static _ =>
{
    Process.GetCurrentProcess().Kill();
    return new UnreachableException();
});
try
{
    await Operations.All[operation](stage);
    Say("done");
}
catch (MailboxException e)
{
    Say($"refused {e.GetType().Name}");
}

Say(string.Create(CultureInfo.InvariantCulture, $"calls {stage.Fault.Seen}"));
return 0;

static void Say(string line)
{
    Console.WriteLine(line);
    Console.Out.Flush();
}
