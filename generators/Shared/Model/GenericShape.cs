namespace Mailbox.Generators.Model;

/// <summary>The definition of a closed generic type. Its init-only properties can be set past the compiler only by code that is as generic.</summary>
/// <param name="Definition">Its name with type parameters, in code.</param>
/// <param name="Parameters">Its type parameters, as in <c>TKey, TValue</c>.</param>
/// <param name="Arguments">What they are closed with.</param>
/// <param name="Constraints">Their constraints, beginning with a space; empty when there are none.</param>
internal sealed record GenericShape(string Definition, string Parameters, string Arguments, string Constraints);
