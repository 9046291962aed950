using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Mailbox.Inspector.Live;

namespace Mailbox.Inspector.Api;

/// <summary>The team at a glance, its tasks, rooms and topics.</summary>
internal static class TeamApi
{
    private const int MaxTasks = 500;
    private const int MaxPosts = 200;

    public static void Map(IEndpointRouteBuilder routes, TeamObserver team, TeamSnapshots snapshots)
    {
        routes.MapGet("/api/team", async (CancellationToken cancel) => await snapshots.TakeAsync(cancel).ConfigureAwait(false));
        routes.MapGet("/api/tasks", async (CancellationToken cancel) => new
        {
            Own = await ListAsync(team.Tasks, cancel).ConfigureAwait(false),
            Claude = await ListAsync(team.TeamTasks, cancel).ConfigureAwait(false),
        });
        routes.MapGet("/api/posts", (string room) => new
        {
            Last = team.ListRooms().FirstOrDefault(one => one.Name == room)?.LastPost ?? 0,
            Posts = team.ListPosts(room, limit: MaxPosts).Select(static post => PostOf(post.Number, post.Message)),
        });
        routes.MapGet("/api/publications", (CancellationToken cancel) =>
        {
            var published = team.ListPublications(limit: MaxPosts, cancel: cancel);
            return new { Last = published.Count > 0 ? published[^1].Number : 0, Posts = published.Select(static one => PostOf(one.Number, one.Message)) };
        });
    }

    private static object PostOf(long number, Message message) => new { Number = number, message.Id, message.From, message.Text, Subject = message.Summary, message.Topic, At = message.Timestamp };

    private static async Task<object> ListAsync(ObservedTasks tasks, CancellationToken cancel) => new
    {
        Counts = (await tasks.CountAsync(cancel).ConfigureAwait(false)).ToDictionary(static one => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(one.Key.ToString()), static one => one.Value, StringComparer.Ordinal),
        Tasks = await tasks.ListAsync(new TaskQuery { NewestFirst = true, Limit = MaxTasks }, cancel).ConfigureAwait(false),
        tasks.Folder,
    };
}
