using System.Text.Json;

namespace Mailbox.Inspector.Live;

/// <summary>Something that the page is told.</summary>
/// <param name="Kind">What kind it is of.</param>
/// <param name="Content">As the page reads it; made once for all who listen.</param>
internal sealed record LiveEvent(string Kind, JsonElement Content);
