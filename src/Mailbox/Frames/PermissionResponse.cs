using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mailbox;

/// <summary>A lead answers a <see cref="PermissionRequest"/>.</summary>
/// <param name="RequestId">That of the request.</param>
/// <param name="Subtype"><c>success</c> or <c>error</c>.</param>
/// <param name="Response">What was decided.</param>
/// <param name="Error">Why nothing was.</param>
[Payload(TypeName)]
public sealed record PermissionResponse(
    [property: JsonPropertyName("request_id")] string RequestId, string Subtype, JsonElement? Response = null, string? Error = null)
{
    internal const string TypeName = "permission_response";
}
