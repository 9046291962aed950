using Microsoft.CodeAnalysis;

namespace Mailbox.Generators.Parsing;

/// <summary>Something in a payload that cannot travel. The generator then leaves the payload out, and the analyzer says why.</summary>
/// <param name="Path">Where, as in <c>Notes[].Author</c>.</param>
/// <param name="Type">The type that is met there.</param>
/// <param name="Reason">Why it cannot travel.</param>
/// <param name="Symbol">The member that has it, for its place in the code.</param>
internal sealed record ShapeProblem(string Path, string Type, string Reason, ISymbol? Symbol);
