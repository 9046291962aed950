using System.Collections;
using Mailbox.Json;
using Mailbox.Teams;

namespace Mailbox.Store.Spool;

/// <summary>The entries of a file, each read when it is asked for: of a batch of a thousand often one is wanted. Not thread-safe.</summary>
internal sealed class EntryList(JsonArrayText text, Func<int, Entry> read) : IReadOnlyList<Entry>
{
    private readonly Entry?[] _read = new Entry?[text.Count];

    public int Count => _read.Length;

    public Entry this[int index] => _read[index] ??= read(index);

    public IEnumerator<Entry> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
