
using System.Diagnostics;
using Mailbox.TestKit;

namespace Mailbox.CrossProcess.Worker;

/// <summary>What a worker does, one method for each verb.</summary>
internal static class Work
{
    /// <summary>Tells this process from all others: where thousands come and go, the system gives their numbers again.</summary>
    private static readonly string Me = Guid.NewGuid().ToString("N")[..12];

    /// <summary>Acknowledges what comes, and says what it was.</summary>
    public static async Task AcknowledgeAllAsync(AgentMailbox mailbox)
    {
        await foreach (var delivery in mailbox.ReceiveAsync())
        {
            if (await delivery.TryAcknowledgeAsync())
            {
                Console.WriteLine($"acknowledged {delivery.Message.Text}");
            }
        }
    }

    /// <summary>Acknowledges what comes, and dies of what is poison; of the first message it makes some, which comes at once then.</summary>
    public static async Task TasteAsync(AgentMailbox mailbox)
    {
        await foreach (var delivery in mailbox.ReceiveAsync())
        {
            if (delivery.Message.Text == "poison")
            {
                Process.GetCurrentProcess().Kill();
            }

            await delivery.AcknowledgeAsync();
            Console.WriteLine($"acknowledged {delivery.Message.Text}");
            if (delivery.Message.Text == "first")
            {
                await mailbox.SendAsync("poison", mailbox.Name);
            }
        }
    }

    /// <summary>Claims so many messages, and acknowledges them when told to on standard input; again and again. Says how many were its own still.</summary>
    public static async Task ClutchAsync(AgentMailbox mailbox, int count)
    {
        while (true)
        {
            List<MessageDelivery> held = [];
            while (held.Count < count)
            {
                held.AddRange(await mailbox.ClaimAsync(count - held.Count));
            }

            Console.WriteLine("holding");
            await Console.In.ReadLineAsync();
            var accepted = 0;
            foreach (var delivery in held)
            {
                accepted += await delivery.TryAcknowledgeAsync() ? 1 : 0;
            }

            Console.WriteLine($"acknowledged {accepted}");
            await Console.In.ReadLineAsync();
        }
    }

    /// <summary>Takes one message, and settles it when told to on standard input; "step N" moves its clock by N seconds.</summary>
    public static async Task HoldAsync(AgentMailbox mailbox, ShiftedTime clock)
    {
        await foreach (var delivery in mailbox.ReceiveAsync(new ReceiveOptions { Prefetch = 1 }))
        {
            Console.WriteLine($"holding {delivery.Message.Text}");
            while (await Console.In.ReadLineAsync() is { } line && line.StartsWith("step ", StringComparison.Ordinal))
            {
                clock.By = TimeSpan.FromSeconds(int.Parse(line[5..], System.Globalization.CultureInfo.InvariantCulture));
                Console.WriteLine("stepped");
            }

            try
            {
                await delivery.AcknowledgeAsync();
                Console.WriteLine("acknowledged");
            }
            catch (LeaseLostException)
            {
                Console.WriteLine("lost");
            }
        }
    }

    public static async Task AnswerAsync(AgentMailbox mailbox)
    {
        await foreach (var delivery in mailbox.ReceiveAsync())
        {
            await delivery.ReplyAsync($"re {delivery.Message.Text}");
        }
    }

    public static async Task AskAsync(AgentMailbox mailbox, string to)
    {
        var asking = mailbox.RequestAsync("?", to);
        Console.WriteLine("asked");
        Console.WriteLine((await asking).Text);
    }

    /// <summary>Says what comes, and sends what standard input says: lines of recipient, tabulator, text. Ends with its input.</summary>
    public static async Task ChatAsync(AgentMailbox mailbox)
    {
        mailbox.TeamEnded += (_, _) => Console.WriteLine("team ended");
        using var stop = new CancellationTokenSource();
        var listening = mailbox.RunAsync(
            (delivery, _) =>
            {
                Console.WriteLine($"got\t{delivery.Message.From}\t{delivery.Message.Type}\t{delivery.Message.Text}");
                return Task.CompletedTask;
            },
            cancel: stop.Token);

        // Not one after another: mail for an older client waits until what lies before it is read, and then goes together.
        List<Task> sending = [];
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var parts = line.Split('\t', 2);
            sending.Add(SayAsync(parts[1], parts[0]));
        }

        await Task.WhenAll(sending);
        await stop.CancelAsync();
        await listening;

        async Task SayAsync(string text, string to)
        {
            if (to == "+task")
            {
                Console.WriteLine($"enqueued\t{(await mailbox.TeamTasks.EnqueueAsync(new NewTask { Subject = text, Description = "Made by Mailbox." })).Id}");
                return;
            }

            if (to == "+tasks")
            {
                foreach (var task in await mailbox.TeamTasks.ListAsync())
                {
                    Console.WriteLine($"task\t{task.Subject}\t{task.State}\t{task.Owner}");
                }

                return;
            }

            if (to == "+claim")
            {
                Console.WriteLine($"claimed\t{(await mailbox.TeamTasks.ClaimAsync())?.Task.Subject}");
                return;
            }

            if (to == "?")
            {
                var verdict = await mailbox.RequestAsync(new Judge("src/A.cs"), text);
                Console.WriteLine($"verdict\t{verdict.Approved}\t{string.Join(",", verdict.Notes)}");
                return;
            }

            var receipt = await mailbox.SendAsync(text, to);
            Console.WriteLine($"sent\t{(await mailbox.GetReceiptAsync(receipt.MessageId)).Explanation}");
        }
    }

    /// <summary>Sends so many messages, a few at a time, and says which were accepted.</summary>
    public static async Task SendAsync(AgentMailbox mailbox, string to, int count)
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (n, cancel) =>
        {
            var text = $"{Me}-{n}";
            await mailbox.SendAsync(text, to, cancel: cancel);
            Console.WriteLine($"sent {text}");
        });
    }

    /// <summary>Sends a few at a time until it is killed, and says which were accepted.</summary>
    public static async Task StreamAsync(AgentMailbox mailbox, string to)
    {
        for (var n = 0; ; n += 3)
        {
            await Task.WhenAll(Enumerable.Range(n, 3).Select(async one =>
            {
                var text = $"{Me}-{one}";
                await mailbox.SendAsync(text, to);
                Console.WriteLine($"sent {to} {text}");
            }));
            await Task.Delay(150);
        }
    }

    /// <summary>Posts in a room until it is killed, and says what it posted.</summary>
    public static async Task PostAsync(AgentMailbox mailbox, string name)
    {
        var room = await mailbox.Rooms.JoinAsync(name);
        for (var n = 0; ; n++)
        {
            await room.PostAsync($"{mailbox.Name} {Me} {n}");
            Console.WriteLine($"posted {mailbox.Name} {Me} {n}");
        }
    }

    /// <summary>Publishes until it is killed, and says what it published.</summary>
    public static async Task PublishAsync(AgentMailbox mailbox)
    {
        for (var n = 0; ; n++)
        {
            await mailbox.Topics.PublishAsync("build.failed", $"{Me} {n}");
            Console.WriteLine($"published {Me} {n}");
            await Task.Delay(1); // Else a minute makes more of them than anybody handles in one.
        }
    }

    /// <summary>Sends the same to several until it is killed, and says what all of them have.</summary>
    public static async Task FanOutAsync(AgentMailbox mailbox, IReadOnlyList<string> to)
    {
        for (var n = 0; ; n++)
        {
            await mailbox.SendAsync($"{Me} {n}", to);
            Console.WriteLine($"sent {Me} {n}");
        }
    }

    /// <summary>Enqueues tasks, each second one waiting for the one before, until it is killed.</summary>
    public static async Task EnqueueAsync(AgentMailbox mailbox)
    {
        TaskInfo? before = null;
        for (var n = 0; ; n++)
        {
            before = await mailbox.Tasks.EnqueueAsync(new NewTask { Subject = $"{Me} {n}", BlockedBy = before is null || n % 2 == 0 ? [] : [before.Id], MaxAttempts = 1000 });
            Console.WriteLine($"enqueued {before.Id}");
            await Task.Delay(2);
        }
    }

    /// <summary>Does tasks until it is killed, and says which.</summary>
    public static async Task DoTasksAsync(AgentMailbox mailbox)
    {
        await foreach (var claim in mailbox.Tasks.WorkAsync())
        {
            await claim.NoteAsync("at it");
            await claim.CompleteAsync("done");
            Console.WriteLine($"completed {claim.Task.Id}");
        }
    }

    /// <summary>Claims one task, and completes it when told to on standard input.</summary>
    public static async Task SitOnTaskAsync(AgentMailbox mailbox)
    {
        await foreach (var claim in mailbox.Tasks.WorkAsync())
        {
            Console.WriteLine($"claimed {claim.Task.Id}");
            await Console.In.ReadLineAsync();
            try
            {
                await claim.CompleteAsync("late");
                Console.WriteLine("completed");
            }
            catch (LeaseLostException)
            {
                Console.WriteLine("lost");
            }
        }
    }
}
