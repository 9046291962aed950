using System.Collections.Generic;

namespace Mailbox.Generators.Contract;

/// <summary>A payload as peers meet it: its members by path, in the order of the wire, each with its type and whether it must be there.</summary>
/// <param name="Name">The payload's type name.</param>
/// <param name="Response">The type name of its answer; null when it asks for none.</param>
/// <param name="Members">The lines, path and type.</param>
internal sealed record WireShape(string Name, string? Response, IReadOnlyList<WireMember> Members);
