namespace Mailbox.Json;

/// <summary>Where a JSON array ends in its text: what is added goes there, and nothing before it changes.</summary>
/// <param name="Position">In the text: right behind the last element, or behind the bracket when there is none.</param>
/// <param name="IsEmpty">Whether there is no element yet.</param>
/// <param name="Rest">What follows that position.</param>
internal readonly record struct ArrayEnd(long Position, bool IsEmpty, ReadOnlyMemory<byte> Rest)
{
    /// <summary>What follows the position once elements are added, each on lines of its own at the given depth of indentation.</summary>
    /// <param name="added">The elements; at least one.</param>
    /// <param name="indent">In spaces.</param>
    /// <param name="end">Where the array ends then.</param>
    public ReadOnlyMemory<byte> Add(IReadOnlyList<byte[]> added, int indent, out ArrayEnd end)
    {
        var output = new MemoryStream(added.Sum(element => element.Length + indent + 2) + indent + 1 + Rest.Length);
        for (var i = 0; i < added.Count; i++)
        {
            if (!IsEmpty || i > 0)
            {
                output.WriteByte((byte)',');
            }

            WriteLine(output, indent);
            output.Write(added[i]);
        }

        var length = (int)output.Length;
        if (IsEmpty)
        {
            WriteLine(output, Math.Max(0, indent - 2));
        }

        output.Write(Rest.Span);

        // Without a last copy.
        var written = output.GetBuffer().AsMemory(0, (int)output.Length);
        end = new ArrayEnd(Position + length, IsEmpty: false, written[length..].ToArray());
        return written;
    }

    private static void WriteLine(MemoryStream output, int indent)
    {
        output.WriteByte((byte)'\n');
        for (var i = 0; i < indent; i++)
        {
            output.WriteByte((byte)' ');
        }
    }
}
