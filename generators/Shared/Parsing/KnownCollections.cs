using System.Collections.Generic;

namespace Mailbox.Generators.Parsing;

/// <summary>
/// The collections that payloads may hold: the method of JsonMetadataServices that makes their metadata, and how one is made.
/// In a creator <c>{0}</c> stands for the collection, <c>{1}</c> for what it holds, <c>{2}</c> for a dictionary's keys.
/// </summary>
internal static class KnownCollections
{
    private const string Generic = "System.Collections.Generic.";
    private const string Immutable = "System.Collections.Immutable.";

    private static readonly Dictionary<string, (string Method, string? Creator)> Lists = new()
    {
        [Generic + "List<T>"] = ("CreateListInfo<{0}, {1}>", "static () => new {0}()"),
        [Generic + "HashSet<T>"] = ("CreateISetInfo<{0}, {1}>", "static () => new {0}()"),
        [Generic + "SortedSet<T>"] = ("CreateISetInfo<{0}, {1}>", "static () => new {0}()"),
        [Generic + "ISet<T>"] = ("CreateISetInfo<{0}, {1}>", null),
        [Generic + "IList<T>"] = ("CreateIListInfo<{0}, {1}>", null),
        [Generic + "ICollection<T>"] = ("CreateICollectionInfo<{0}, {1}>", null),
        [Generic + "IEnumerable<T>"] = ("CreateIEnumerableInfo<{0}, {1}>", null),
        [Generic + "IReadOnlyList<T>"] = ("CreateIEnumerableInfo<{0}, {1}>", null),
        [Generic + "IReadOnlyCollection<T>"] = ("CreateIEnumerableInfo<{0}, {1}>", null),
        [Immutable + "ImmutableArray<T>"] = ("CreateImmutableEnumerableInfo<{0}, {1}>", "global::System.Collections.Immutable.ImmutableArray.CreateRange<{1}>"),
        [Immutable + "ImmutableList<T>"] = ("CreateImmutableEnumerableInfo<{0}, {1}>", "global::System.Collections.Immutable.ImmutableList.CreateRange<{1}>"),
        [Immutable + "ImmutableHashSet<T>"] = ("CreateImmutableEnumerableInfo<{0}, {1}>", "global::System.Collections.Immutable.ImmutableHashSet.CreateRange<{1}>"),
    };

    private static readonly Dictionary<string, (string Method, string? Creator)> Dictionaries = new()
    {
        [Generic + "Dictionary<TKey, TValue>"] = ("CreateDictionaryInfo<{0}, {2}, {1}>", "static () => new {0}()"),
        [Generic + "IDictionary<TKey, TValue>"] = ("CreateIDictionaryInfo<{0}, {2}, {1}>", null),
        [Generic + "IReadOnlyDictionary<TKey, TValue>"] = ("CreateIReadOnlyDictionaryInfo<{0}, {2}, {1}>", null),
        [Immutable + "ImmutableDictionary<TKey, TValue>"] = ("CreateImmutableDictionaryInfo<{0}, {2}, {1}>", "global::System.Collections.Immutable.ImmutableDictionary.CreateRange<{2}, {1}>"),
        [Immutable + "ImmutableSortedDictionary<TKey, TValue>"] = ("CreateImmutableDictionaryInfo<{0}, {2}, {1}>", "global::System.Collections.Immutable.ImmutableSortedDictionary.CreateRange<{2}, {1}>"),
    };

    public static (string Method, string? Creator)? List(string definition) => Lists.TryGetValue(definition, out var known) ? known : null;

    public static (string Method, string? Creator)? Dictionary(string definition) => Dictionaries.TryGetValue(definition, out var known) ? known : null;
}
