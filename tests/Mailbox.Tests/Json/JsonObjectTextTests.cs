using System.Text;
using Mailbox.Json;

namespace Mailbox.Tests.Json;

public sealed class JsonObjectTextTests
{
    [Theory]
    [InlineData("{}", "{\n    \"k\": 1\n  }")]
    [InlineData("{\"a\":2}", "{\"a\":2,\n    \"k\": 1}")]
    [InlineData("{\n    \"a\": 2\n  }", "{\n    \"a\": 2,\n    \"k\": 1\n  }")]
    [InlineData("{\"k\" : {\"k\":5}, \"a\":2}", "{\"k\" : 1, \"a\":2}")]
    public void A_property_is_set_and_every_other_byte_stays(string before, string after) =>
        Assert.Equal(after, Encoding.UTF8.GetString(JsonObjectText.Set(Encoding.UTF8.GetBytes(before), "k", "1"u8)));

    [Fact]
    public void A_name_that_no_string_can_hold_is_passed_over() =>
        Assert.Equal("""{"\ud800\ud800\ud800\ud800":1,"a":2}""", Encoding.UTF8.GetString(JsonObjectText.Set("""{"\ud800\ud800\ud800\ud800":1,"a":1}"""u8, "a", "2"u8)));

    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("{\"k\": 1}", "{}")]
    [InlineData("{\n  \"k\": 1,\n  \"a\": 2\n}", "{\n  \"a\": 2\n}")]
    [InlineData("{\n  \"a\": 2,\n  \"k\": [1, {}]\n}", "{\n  \"a\": 2\n}")]
    [InlineData("{\"a\":2 , \"k\" : 1 , \"b\":3}", "{\"a\":2  , \"b\":3}")]
    [InlineData("{\"a\":{\"k\":1}}", "{\"a\":{\"k\":1}}")]
    public void A_property_is_removed_and_every_other_byte_stays(string before, string after) =>
        Assert.Equal(after, Encoding.UTF8.GetString(JsonObjectText.Remove(Encoding.UTF8.GetBytes(before), "k")));
}
