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
        routes.MapGet("/api/posts", (string room, long? before) => team.ListPosts(room, before, MaxPosts).Select(static post => new { post.Number, post.Message.Id, post.Message.From, post.Message.Text, Subject = post.Message.Summary, post.Message.Type, At = post.Message.Timestamp }));
        routes.MapGet("/api/topics", (CancellationToken cancel) => new
        {
            Published = team.ListPublications(limit: MaxPosts, cancel: cancel).Select(static one => new { one.Number, one.Topic, one.Message.Id, one.Message.From, one.Message.Text, At = one.Message.Timestamp }),
            Subscriptions = team.ListSubscriptions(),
        });
    }

    private static async Task<object> ListAsync(ObservedTasks tasks, CancellationToken cancel) => new
    {
        Counts = (await tasks.CountAsync(cancel).ConfigureAwait(false)).ToDictionary(static one => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(one.Key.ToString()), static one => one.Value, StringComparer.Ordinal),
        Tasks = await tasks.ListAsync(new TaskQuery { NewestFirst = true, Limit = MaxTasks }, cancel).ConfigureAwait(false),
        tasks.Folder,
    };
}
