using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Mailbox.TestKit;

namespace Mailbox.CrossProcess.Tests;

/// <summary>The samples, as their users run them.</summary>
public sealed partial class SampleTests : IDisposable
{
    private readonly TestFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task The_quick_start_asks_answers_and_shows_what_lies_on_disk()
    {
        using var process = Start("QuickStart");
        var output = await FinishAsync(process);

        Assert.Contains("approved: True; src/A.cs:12 was read by process", output, StringComparison.Ordinal);
        Assert.Contains("agents/reviewer/done/", output, StringComparison.Ordinal);
        Assert.Contains("\"text\": \"{\\\"type\\\":\\\"review.result\\\",", output, StringComparison.Ordinal);
        Assert.Contains("\"correlation_id\": ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hosted_agents_review_three_files_and_stop()
    {
        using var process = Start("Hosted");

        Assert.Equal("src/A.cs: approved, small enough\nsrc/B.cs: refused, more than 400 lines\nsrc/C.cs: approved, small enough\n", await FinishAsync(process));
    }

    [Fact]
    public async Task The_live_team_works_until_it_is_stopped()
    {
        using var process = Start("LiveTeam", arguments: [_root.Path]);
        try
        {
            Assert.Equal($"--root {_root.Path} --team live", await process.StandardOutput.ReadLineAsync(Eventually.Cancel()));
            await using var observer = await TeamObserver.OpenAsync("live", new MailboxOptions { Root = _root.Path });
            await Eventually.HoldsAsync(async () => await observer.CountAsync(new MessageQuery { Type = "review.result" }) > 0 && await observer.CountAsync(new MessageQuery { To = "tester", States = [MessageState.Done] }) > 0);
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public async Task The_agent_in_a_live_team_answers_asks_and_is_shut_down()
    {
        var project = _root["project"];
        _root.Write("project/notes.md", "TODO: everything");
        _root.Write("project/done.txt", "nothing");
        _root.Write("teams/session-12345678/config.json", $$$"""
            {"name":"session-12345678","createdAt":1795251570205,"leadAgentId":"team-lead@session-12345678","leadSessionId":"x","members":[{"agentId":"team-lead@session-12345678","name":"team-lead","agentType":"team-lead","joinedAt":1795251570205,"tmuxPaneId":"","cwd":{{{JsonSerializer.Serialize(project)}}},"subscriptions":[]}],"leadProcess":{"pid":{{{Environment.ProcessId}}}}}
            """);
        await using var lead = new ScriptedPeer(_root["teams", "session-12345678", "inboxes"], "team-lead", isSessionEra: true);
        lead.Start(text => text switch
        {
            _ when Token().Match(text) is { Success: true } token => lead.SayAsync([$$"""For you: {"files":["notes.md"],"why":"it has a TODO","in_reply_to":"{{token.Value}}"}""", """{"type":"library.look-up","word":"todo"}"""], "librarian"),
            _ when text.Contains("\"type\":\"library.found\"", StringComparison.Ordinal) => lead.SayAsync("what can you do?", "librarian"),
            _ when text.StartsWith("I understand", StringComparison.Ordinal) => lead.SayAsync("""{"type":"shutdown_request","requestId":"shutdown-1@librarian","from":"team-lead","reason":"done","timestamp":"2026-11-21T08:59:20.022Z"}""", "librarian"),
            _ => Task.CompletedTask,
        });
        using var process = Start("AgentTeams", project);
        var output = await FinishAsync(process);

        Assert.Equal("joined session-12345678 as librarian\nthe lead is interested in notes.md: it has a TODO\nthe lead has shut this agent down\n", output);
        Assert.Contains("""{"type":"library.found","files":["notes.md"],"total":1}""", lead.Questions);
        await Eventually.HoldsAsync(() => lead.Questions.Any(text => text.StartsWith("""{"type":"shutdown_approved","requestId":"shutdown-1@librarian","from":"librarian",""", StringComparison.Ordinal)));
    }

    private Process Start(string sample, string? folder = null, string[]? arguments = null)
    {
        var program = Path.Combine(Repository.Root, "samples", sample, "bin", Repository.Configuration, "net10.0", OperatingSystem.IsWindows() ? sample + ".exe" : sample);
        return Process.Start(new ProcessStartInfo(program, arguments ?? []) { RedirectStandardOutput = true, WorkingDirectory = folder ?? _root.Path, Environment = { ["MAILBOX_ROOT"] = _root.Path } })!;
    }

    private static async Task<string> FinishAsync(Process process)
    {
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(Eventually.Cancel());
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
            return output.ReplaceLineEndings("\n");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex("q-[0-9a-f]{10}")]
    private static partial Regex Token();
}
