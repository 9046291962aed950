using System.Collections.Immutable;

namespace Mailbox.Generators.Tests.Catalogue;

[Payload("catalogue.collections")]
public sealed record Collections(
    string[] Array, List<int> List, IList<int> IList, ICollection<int> ICollection, IEnumerable<int> IEnumerable, IReadOnlyList<Point> IReadOnlyList, IReadOnlyCollection<string> IReadOnlyCollection,
    HashSet<Colour> HashSet, ISet<int> ISet, ImmutableArray<int> ImmutableArray, ImmutableList<string> ImmutableList, List<string?> Holes, int[][] Jagged, List<int?> IntHoles,
    Dictionary<string, int> Dictionary, IDictionary<string, Leaf> IDictionary, IReadOnlyDictionary<Guid, string> ByGuid, ImmutableDictionary<int, string> ByInt, Dictionary<Colour, string?> ByColour, Access Access);
