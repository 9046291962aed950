using System.Text.Json;
using Mailbox.TestKit;

namespace Mailbox.Generators.Tests;

/// <summary>Agent Teams' structured messages are payloads like any other.</summary>
public sealed class FrameTests
{
    public static TheoryData<string> CapturedFrames
    {
        get
        {
            var texts = new[] { Captured.SessionTeam, Captured.NamedTeam }
                .SelectMany(team => Directory.GetFiles(Path.Combine(team, "inboxes")))
                .SelectMany(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement.EnumerateArray())
                .Select(entry => entry.GetProperty("text").GetString()!)
                .Where(text => text.StartsWith('{'));
            return [.. texts];
        }
    }

    [Theory]
    [MemberData(nameof(CapturedFrames))]
    public void A_captured_frame_is_read_and_written_byte_for_byte(string text)
    {
        var contract = PayloadContract.All.Single(one => text.StartsWith($$"""{"type":"{{one.Name}}",""", StringComparison.Ordinal));

        Assert.Empty(contract.Validate(text));
        Assert.Equal(text, OutgoingMessage.Of(Read(contract, text)).Text);
    }

    [Fact]
    public void Every_captured_type_was_among_them() =>
        Assert.Equal(["idle_notification", "plan_approval_response", "shutdown_request", "task_assignment"],
            CapturedFrames.Select(row => JsonDocument.Parse(row.Data).RootElement.GetProperty("type").GetString()!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Fact]
    public void Frames_that_were_not_captured_are_written_in_the_order_of_the_layout()
    {
        var at = new DateTimeOffset(2026, 11, 21, 9, 59, 18, 506, TimeSpan.FromHours(1)).AddTicks(9);
        var input = JsonDocument.Parse("""{"command":"ls"}""").RootElement;
        string[] expected =
        [
            """{"type":"idle_notification","from":"w","timestamp":"2026-11-21T08:59:18.506Z","idleReason":"failed","result":"r","summary":"s","completedTaskId":"1","completedStatus":"done","failureReason":"f"}""",
            """{"type":"shutdown_approved","requestId":"shutdown-1@w","from":"w","timestamp":"2026-11-21T08:59:18.506Z","paneId":"%1","backendType":"tmux"}""",
            """{"type":"shutdown_rejected","requestId":"shutdown-1@w","from":"w","reason":"busy","timestamp":"2026-11-21T08:59:18.506Z"}""",
            """{"type":"plan_approval_request","from":"w","timestamp":"2026-11-21T08:59:18.506Z","planFilePath":"/p.md","planContent":"# P","requestId":"plan-1"}""",
            """{"type":"task_completed","from":"w","taskId":"1","taskSubject":"s","timestamp":"2026-11-21T08:59:18.506Z"}""",
            """{"type":"permission_request","request_id":"r","agent_id":"w@t","tool_name":"Bash","tool_use_id":"u","description":"d","input":{"command":"ls"},"permission_suggestions":{"command":"ls"}}""",
            """{"type":"permission_response","request_id":"r","subtype":"error","error":"no"}""",
            """{"type":"teammate_terminated","message":"w ended"}""",
        ];

        Assert.Equal(expected, new object[]
        {
            new IdleNotification("w", at, "failed", "r", "s", "1", "done", "f"),
            new ShutdownApproved("shutdown-1@w", "w", at, "%1", "tmux"),
            new ShutdownRejected("shutdown-1@w", "w", "busy", at),
            new PlanApprovalRequest("w", at, "/p.md", "# P", "plan-1"),
            new TaskCompleted("w", "1", "s", at),
            new PermissionRequest("r", "w@t", "Bash", "u", "d", input, input),
            new PermissionResponse("r", "error", Error: "no"),
            new TeammateTerminated("w ended"),
        }.Select(frame => OutgoingMessage.Of(frame).Text));
        Assert.All(expected, text => Assert.Equal(text, OutgoingMessage.Of(Read(PayloadContract.All.Single(one => text.StartsWith($$"""{"type":"{{one.Name}}",""", StringComparison.Ordinal)), text)).Text));
    }

    private static object Read(PayloadContract contract, string text) => contract.GetType().GetMethod(nameof(PayloadContract<TaskCompleted>.Read))!.Invoke(contract, [text])!;
}
