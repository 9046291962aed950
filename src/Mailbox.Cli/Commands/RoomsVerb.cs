using System.CommandLine;
using Mailbox.Cli.Output;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox rooms</c>, and what one does in a room</summary>
internal static class RoomsVerb
{
    private static readonly Argument<string> Room = new("room") { Description = "The room's name." };

    public static Command New(VerbRunner runner)
    {
        Command command = new("rooms", "The rooms, secret ones included.");
        runner.Run(command, verb => verb.ObserveAsync(async team =>
        {
            var rooms = team.ListRooms();
            if (verb.IsJson)
            {
                await Printer.JsonAsync(verb, rooms).ConfigureAwait(false);
            }
            else if (rooms.Count > 0)
            {
                Printer.Table(verb, ["ROOM", "VISIBILITY", "POSTS", "MEMBERS", "FOR"], rooms.Select(static room => (IReadOnlyList<string>)
                    [room.Name, room.Visibility.ToString().ToLowerInvariant(), room.LastPost.ToString(System.Globalization.CultureInfo.InvariantCulture), string.Join(", ", room.Members), room.Description ?? ""]));
            }

            return rooms.Count > 0 ? ExitCode.Done : ExitCode.NothingThere;
        }));
        command.Subcommands.Add(Create(runner));
        command.Subcommands.Add(One(runner, "join", "Joins a room.", static (room, verb) => room.JoinAsync(verb.Cancel)));
        command.Subcommands.Add(One(runner, "leave", "Leaves a room.", static (room, verb) => room.LeaveAsync(verb.Cancel)));
        command.Subcommands.Add(Invite(runner));
        command.Subcommands.Add(Post(runner));
        command.Subcommands.Add(Read(runner));
        return command;
    }

    private static Command Create(VerbRunner runner)
    {
        Option<string?> description = new("--description") { Description = "What it is for." };
        Option<RoomVisibility> visibility = new("--visibility") { Description = "public, private or secret." };
        Command command = new("create", "Makes a room; who makes it is its first member.") { Room, description, visibility };
        runner.Run(command, verb => verb.AsAgentAsync(async mailbox =>
        {
            await mailbox.Rooms.CreateAsync(verb.Get(Room)!, new RoomOptions { Description = verb.Get(description), Visibility = verb.Get(visibility) }, verb.Cancel).ConfigureAwait(false);
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Invite(VerbRunner runner)
    {
        Argument<string[]> agents = new("agents") { Description = "Whom to invite." };
        Command command = new("invite", "Lets agents join.") { Room, agents };
        runner.Run(command, verb => WithRoomAsync(verb, room => room.InviteAsync(verb.Get(agents)!, verb.Cancel)));
        return command;
    }

    private static Command Post(VerbRunner runner)
    {
        Body body = new();
        Command command = new("post", "Posts in a room.") { Room };
        body.AddTo(command);
        runner.Run(command, async verb =>
        {
            var message = await body.ReadAsync(verb).ConfigureAwait(false);
            return await WithRoomAsync(verb, async room => await room.PostAsync(message, verb.Cancel).ConfigureAwait(false)).ConfigureAwait(false);
        });
        return command;
    }

    private static Command Read(VerbRunner runner)
    {
        Option<int> limit = new("--limit") { Description = "How many posts at the most.", DefaultValueFactory = static _ => 50 };
        Command command = new("read", "The last posts of a room, in order.") { Room, limit };
        runner.Run(command, verb => verb.ObserveAsync(async team =>
        {
            var posts = team.ListPosts(verb.Get(Room)!, limit: verb.Get(limit));
            if (verb.IsJson)
            {
                await Printer.JsonAsync(verb, posts.Select(static post => new { post.Number, Message = MessageJson.Of(post.Message) })).ConfigureAwait(false);
            }
            else
            {
                foreach (var post in posts)
                {
                    await verb.Console.Out.WriteLineAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{post.Number,5}  {Plain.Line(post.Message.From)}: {Plain.Text(post.Message.Text)}")).ConfigureAwait(false);
                }
            }

            return posts.Count > 0 ? ExitCode.Done : ExitCode.NothingThere;
        }));
        return command;
    }

    private static Command One(VerbRunner runner, string name, string description, Func<Room, Verb, ValueTask> act)
    {
        Command command = new(name, description) { Room };
        runner.Run(command, verb => WithRoomAsync(verb, room => act(room, verb)));
        return command;
    }

    private static Task<ExitCode> WithRoomAsync(Verb verb, Func<Room, ValueTask> act) => verb.AsAgentAsync(async mailbox =>
    {
        await act(await mailbox.Rooms.GetAsync(verb.Get(Room)!, verb.Cancel).ConfigureAwait(false)).ConfigureAwait(false);
        return ExitCode.Done;
    });
}
