using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Mailbox.Json;

namespace Mailbox.Tests.Json;

public sealed class JsonArrayTextTests
{
    [Theory]
    [InlineData("[]", "[\n  9\n]")]
    [InlineData(" [ ] ", " [\n  9\n] ")]
    [InlineData("[\n  1\n]", "[\n  1,\n  9\n]")]
    [InlineData("[1 , {\"a\":[2]} ]\n", "[1 , {\"a\":[2]},\n  9 ]\n")]
    public void Appending_leaves_every_other_byte_as_it_is(string before, string after) =>
        Assert.Equal(after, Text(Parse(before).Append(["9"u8.ToArray()], indent: 2)));

    [Theory]
    [InlineData("[1,2,3]", "[1,3]", 1)]
    [InlineData("[1,2,3]", "[2,3]", 0)]
    [InlineData("[1,2,3]", "[1,2]", 2)]
    [InlineData("[\n  1,\n  2\n]", "[\n  2\n]", 0)]
    [InlineData("[\n  1 ,\n  2\n]\n", "[\n  1\n]\n", 1)]
    [InlineData("[\n  1\n]", "[]", 0)]
    [InlineData("[1 , 2 , 3]", "[1, 3]", 1)]
    public void Removing_leaves_the_others_as_they_are(string before, string after, int removed) =>
        Assert.Equal(after, Text(Parse(before).Remove(index => index == removed)));

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1,2")]
    [InlineData("[1,2]]")]
    [InlineData("[1,]")]
    [InlineData("[{\"text\": \"see [1]")]
    [InlineData("[{\"text\": \"[{}]")]
    [InlineData("[] []")]
    public void What_is_not_one_array_is_refused(string text) =>
        Assert.ThrowsAny<JsonException>(() => Parse(text));

    [Fact]
    public void Ten_thousand_levels_are_read_without_recursion()
    {
        var text = new string('[', 10_000) + new string(']', 10_000);

        Assert.Equal(1, Parse(text).Count);
    }

    [Fact]
    public void A_property_is_found_behind_others_of_the_same_name_inside()
    {
        var array = JsonArrayText.FindProperty("{\"a\":{\"members\":[0]},\"members\":[1,2]}"u8.ToArray(), "members"u8);

        Assert.Equal("{\"a\":{\"members\":[0]},\"members\":[1,2,\n    3]}", Text(array!.Append(["3"u8.ToArray()], indent: 4)));
    }

    [Fact]
    public void What_was_appended_can_be_removed_again() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<int[]>(), ArbMap.Default.ArbFor<NonNegativeInt>(), (numbers, more) =>
        {
            var count = more.Get % 5;
            var before = JsonSerializer.SerializeToUtf8Bytes(numbers);
            var added = Enumerable.Range(0, count).Select(n => Encoding.UTF8.GetBytes($"\"x{n}\"")).ToList();
            var grown = JsonArrayText.Parse(JsonArrayText.Parse(before).Append(added, 2));
            var shrunk = grown.Remove(index => index >= numbers.Length);
            return grown.Count == numbers.Length + count
                && JsonSerializer.Deserialize<int[]>(shrunk.Span)!.SequenceEqual(numbers);
        }));

    private static JsonArrayText Parse(string text) => JsonArrayText.Parse(Encoding.UTF8.GetBytes(text));

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
