using Mailbox.Generators.Model;

namespace Mailbox.Generators;

/// <summary>The names of an assembly's payloads and of all types they are made of, each once, sorted.</summary>
internal sealed record CatalogueModel(EquatableArray<string> PayloadNames, EquatableArray<string> TypeNames);
