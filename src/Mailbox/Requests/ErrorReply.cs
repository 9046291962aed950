using System.Text.Json;
using Mailbox.Json;

namespace Mailbox.Requests;

/// <summary>The payload <c>mailbox.error</c>: a request that could not be answered. <c>{"type":"mailbox.error","message":"…","code":"…"}</c>.</summary>
internal static class ErrorReply
{
    public const string Type = "mailbox.error";

    public static OutgoingMessage Write(string message, string? code)
    {
        var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JsonStringifyEncoder.Instance }))
        {
            writer.WriteStartObject();
            writer.WriteString("type", Type);
            writer.WriteString("message", message);
            if (code is not null)
            {
                writer.WriteString("code", code);
            }

            writer.WriteEndObject();
        }

        return new OutgoingMessage { Text = System.Text.Encoding.UTF8.GetString(output.ToArray()), Summary = "The request could not be answered" };
    }

    /// <summary>What an error that is about to be answered says; null for any other answer.</summary>
    public static string? Of(OutgoingMessage? reply)
    {
        if (reply is null || PayloadFrame.TypeOf(reply.Text) != Type)
        {
            return null;
        }

        using var document = JsonDocument.Parse(reply.Text);
        return Text(document.RootElement, "message") ?? "";
    }

    /// <summary>Throws if the reply is an error, else answers it.</summary>
    /// <exception cref="RequestFailedException">It is an error reply.</exception>
    public static Message ThrowIfError(Message reply)
    {
        if (reply.Type != Type)
        {
            return reply;
        }

        using var document = JsonDocument.Parse(reply.Text, new JsonDocumentOptions { MaxDepth = 128 });
        throw new RequestFailedException(reply, Text(document.RootElement, "message") ?? "it did not say why.", Text(document.RootElement, "code"));
    }

    private static string? Text(JsonElement element, string key)
    {
        try
        {
            return element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null; // Half a surrogate pair, which JSON can escape and no .NET string hold.
        }
    }
}
