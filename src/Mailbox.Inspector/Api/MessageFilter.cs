using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Mailbox.Inspector.Api;

/// <summary>What the page's filters say: <c>q, agent, from, to, type, state, since, until, offset, limit</c>.</summary>
internal static class MessageFilter
{
    private const int MaxRows = 500;

    public static MessageQuery Read(IQueryCollection query) => new()
    {
        Text = Text("q", query),
        Agent = Text("agent", query),
        From = Text("from", query),
        To = Text("to", query),
        Type = Text("type", query),
        States = [.. (Text("state", query) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(State)],
        Since = Time("since", query),
        Until = Time("until", query),
        Offset = Number("offset", query) ?? 0,
        Limit = Math.Min(Number("limit", query) ?? 100, MaxRows),
    };

    /// <summary>The same for mail that no index knows.</summary>
    public static bool Matches(this MessageQuery query, StoredMessage stored)
    {
        var message = stored.Message;
        return (query.States.Count == 0 || query.States.Contains(stored.State))
            && (query.Agent is null || message.From == query.Agent || message.To == query.Agent)
            && (query.From is null || message.From == query.From) && (query.To is null || message.To == query.To) && (query.Type is null || message.Type == query.Type)
            && (query.Since is null || message.Timestamp >= query.Since) && (query.Until is null || message.Timestamp < query.Until)
            && (query.Text is null || Array.TrueForAll(query.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries), word => $"{message.Summary} {message.Text}".Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    private static string? Text(string name, IQueryCollection query) => query[name].ToString() is { Length: > 0 } text ? text : null;

    private static MessageState State(string text) => Enum.TryParse<MessageState>(text, ignoreCase: true, out var state) && Enum.IsDefined(state) ? state : throw new BadQuestionException($"There is no state '{text}'. States: {string.Join(", ", Enum.GetNames<MessageState>())}.");

    private static DateTimeOffset? Time(string name, IQueryCollection query) => Text(name, query) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : throw new BadQuestionException($"'{text}' is no time; write it as 2026-01-31T12:00:00Z.");

    private static int? Number(string name, IQueryCollection query) => Text(name, query) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new BadQuestionException($"'{text}' is no number.");
}
