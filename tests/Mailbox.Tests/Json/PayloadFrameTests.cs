using Mailbox.Json;

namespace Mailbox.Tests.Json;

public sealed class PayloadFrameTests
{
    [Theory]
    [InlineData("""{"type":"review.request","path":"a"}""", "review.request")]
    [InlineData("""  {"path":{"type":"inner"},"type":"outer"}""", "outer")]
    [InlineData("plain", null)]
    [InlineData("", null)]
    [InlineData("{not json", null)]
    [InlineData("""{"type":7}""", null)]
    [InlineData("""{"a":1}""", null)]
    [InlineData("""{"type":"x"} and more""", null)]
    [InlineData("""["type"]""", null)]
    public void The_type_of_a_text_is_that_of_its_payload(string text, string? type) => Assert.Equal(type, PayloadFrame.TypeOf(text));

    [Fact]
    public void The_type_is_written_first_and_the_rest_compactly() =>
        Assert.Equal("""{"type":"t","path":"ü","line":null}""", PayloadFrame.Write("t", """{ "path": "ü", "line": null }"""));

    [Theory]
    [InlineData("[1]", "must be a JSON object")]
    [InlineData("{", "is not JSON")]
    [InlineData("""{"type":"x"}""", "has a property 'type' of its own")]
    public void What_cannot_be_a_payload_is_refused_with_the_reason(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => OutgoingMessage.Payload("t", json)).Message, StringComparison.Ordinal);
}
