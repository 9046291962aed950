using Mailbox.TestKit;

namespace Mailbox.CrossProcess.Tests;

public sealed class RequestAcrossProcessesTests : IAsyncDisposable
{
    private readonly TestTeam _team = new();

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public async Task Two_processes_ask_and_answer()
    {
        using var answerer = WorkerProcess.Start(_team, "answer", "answerer");
        await answerer.SaysAsync("ready");
        var asker = await _team.JoinAsync("asker");

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => asker.RequestAsync($"{n}", "answerer")));

        Assert.Equal(Enumerable.Range(0, 50).Select(n => $"re {n}"), replies.Select(reply => reply.Text));
    }

    [Fact]
    public async Task A_killed_answerer_answers_when_it_is_started_again()
    {
        var asker = await _team.JoinAsync("asker");
        using (var first = WorkerProcess.Start(_team, "hold", "answerer", lease: 3600))
        {
            await first.SaysAsync("ready");
            var asking = asker.RequestAsync("6 * 7?", "answerer");
            await first.SaysAsync("holding 6 * 7?");
            first.Kill();

            using var second = WorkerProcess.Start(_team, "answer", "answerer");
            Assert.Equal("re 6 * 7?", (await asking).Text);
        }
    }

    [Fact]
    public async Task A_killed_asker_finds_its_request_and_the_reply()
    {
        await (await _team.JoinAsync("answerer")).DisposeAsync();
        using (var asker = WorkerProcess.Start(_team, "ask", "asker", 30, "answerer"))
        {
            await asker.SaysAsync("asked");
            await Eventually.HoldsAsync(() => _team.Files("answerer", "inbox").Count == 1);
            asker.Kill();
        }

        using var answerer = WorkerProcess.Start(_team, "answer", "answerer");
        var again = await _team.JoinAsync("asker");
        var open = Assert.Single(await again.OpenRequestsAsync());

        Assert.Equal("re ?", (await again.ResumeAsync(open)).Text);
    }
}
