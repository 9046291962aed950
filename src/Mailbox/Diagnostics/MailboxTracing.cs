using System.Diagnostics;

namespace Mailbox.Diagnostics;

/// <summary>Spans, and how a trace travels: W3C trace context in the headers <c>traceparent</c> and <c>tracestate</c>.</summary>
internal static class MailboxTracing
{
    private const string Parent = "traceparent";
    private const string State = "tracestate";
    private static readonly ActivitySource Source = new(MailboxDiagnostics.ActivitySourceName);

    public static Activity? StartSend(string to, int count) =>
        Source.StartActivity("send", ActivityKind.Producer)?.SetTag("messaging.system", "mailbox").SetTag("messaging.destination.name", to).SetTag("messaging.batch.message_count", count);

    public static Activity? StartRequest(string to) =>
        Source.StartActivity("request", ActivityKind.Client)?.SetTag("messaging.system", "mailbox").SetTag("messaging.destination.name", to);

    public static Activity? StartReceive(Message message)
    {
        // Without a parent, or with a header that is none, the span begins a trace of its own.
        _ = ActivityContext.TryParse(message.Headers.GetValueOrDefault(Parent), message.Headers.GetValueOrDefault(State), isRemote: true, out var parent);
        return Source.StartActivity("receive", ActivityKind.Consumer, parent)?
            .SetTag("messaging.system", "mailbox").SetTag("messaging.message.id", message.Id).SetTag("messaging.destination.name", message.To);
    }

    public static IReadOnlyDictionary<string, string> Inject(IReadOnlyDictionary<string, string> headers, Activity? activity)
    {
        if (activity is not { IdFormat: ActivityIdFormat.W3C, Id: { } id } || headers.ContainsKey(Parent))
        {
            return headers;
        }

        var traced = new Dictionary<string, string>(headers, StringComparer.Ordinal) { [Parent] = id };
        if (!string.IsNullOrEmpty(activity.TraceStateString))
        {
            traced[State] = activity.TraceStateString;
        }

        return traced;
    }
}
