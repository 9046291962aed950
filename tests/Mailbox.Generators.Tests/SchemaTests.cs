using System.Text.Encodings.Web;
using System.Text.Json;
using Mailbox.Generators.Tests.Catalogue;
using Mailbox.TestKit;

namespace Mailbox.Generators.Tests;

public sealed class SchemaTests
{
    [Fact]
    public void The_schemas_of_the_catalogue_are_as_reviewed()
    {
        var text = new StringWriter { NewLine = "\n" };
        foreach (var contract in PayloadContract.All.Where(one => one.Name.StartsWith("catalogue.", StringComparison.Ordinal)))
        {
            text.WriteLine($"{contract.Name}: {Pretty(contract.Schema)}");
        }

        Snapshot.Matches(text.ToString());
    }

    [Theory]
    [InlineData("{}", "$.x: expected an integer of format int32, found nothing")]
    [InlineData("""{"x":"7"}""", "$.x: expected an integer of format int32, found string \"7\"")]
    [InlineData("""{"x":7.5}""", "$.x: expected an integer of format int32, found number 7.5")]
    [InlineData("""{"x":2147483648}""", "$.x: expected an integer of format int32, found number 2147483648")]
    [InlineData("""{"x":1,"y":null}""", "$.y: expected an integer of format int32, found null")]
    [InlineData("""{"x":1,"type":"other"}""", "$.type: expected \"catalogue.point\", or no type, found string \"other\"")]
    [InlineData("[1]", "$: expected an object, found an array")]
    [InlineData("null", "$: expected an object, found null")]
    public void A_fault_says_where_what_and_what_instead(string json, string fault) =>
        Assert.Equal([fault], PayloadContract<Point>.Instance.Validate(json).Select(one => one.ToString()));

    [Theory]
    [InlineData("""{"name":1,"children":[]}""", "$.name")]
    [InlineData("""{"name":"a","children":[{"name":"b"}]}""", "$.children[0].children")]
    [InlineData("""{"name":"a","children":[],"favourite":{"name":null,"children":[]}}""", "$.favourite.name")]
    public void A_fault_deep_inside_has_its_path(string json, string path) => Assert.Contains(path, PayloadContract<Leaf>.Instance.Validate(json).Select(one => one.Path));

    [Fact]
    public void All_faults_are_told_at_once() =>
        Assert.Equal(["$.items", "$.number", "$.size"], PayloadContract<Page<int>>.Instance.Validate("""{"items":"no","number":"no","size":"no"}""").Select(one => one.Path));

    [Theory]
    [InlineData("""{"shapes":[{"kind":"square","name":"s"}]}""")]
    [InlineData("""{"shapes":[{"name":"s","radius":1}]}""")]
    [InlineData("""{"shapes":[{"kind":"circle","name":"s"}]}""")]
    public void Only_a_member_of_a_closed_hierarchy_is_valid(string json) => Assert.NotEmpty(PayloadContract<Drawing>.Instance.Validate(json));

    [Theory]
    [InlineData("no json", "no JSON")]
    [InlineData("{\"x\":1", "no JSON")]
    [InlineData("", "no JSON")]
    public void What_is_no_JSON_is_a_fault_and_no_crash(string text, string found) => Assert.StartsWith(found, Assert.Single(PayloadContract<Point>.Instance.Validate(text)).Found, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"\ud800":1,"x":1}""")]
    [InlineData("""{"x":1,"\ud800\ud800":{"a":[]}}""")]
    public void A_name_that_no_string_can_hold_is_a_fault_and_no_crash(string text) =>
        Assert.Throws<PayloadException>(() => PayloadContract<Point>.Instance.Read(text.Replace("\"x\":1", "\"x\":\"1\"", StringComparison.Ordinal)));

    [Theory]
    [InlineData("""{"name":"x"}""")]
    [InlineData("""{"kind":"square","name":"x"}""")]
    public void An_abstract_payload_without_its_discriminator_is_refused_with_a_fault(string text) => Assert.Throws<PayloadException>(() => PayloadContract<Shape>.Instance.Read(text));

    [Fact]
    public void A_null_in_a_list_that_holds_none_is_refused() =>
        Assert.Equal("$.items[0]", Assert.Single(Assert.Throws<PayloadException>(() => PayloadContract<Page<Shape>>.Instance.Read("""{"items":[null],"number":1}""")).Faults).Path[..10]);

    [Fact]
    public void What_is_nested_too_deep_is_a_fault_and_no_crash()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"name\":\"a\",\"children\":[", 5000));
        Assert.Throws<PayloadException>(() => PayloadContract<Leaf>.Instance.Read(deep));
        Assert.NotEmpty(PayloadContract<Leaf>.Instance.Validate(deep));
    }

    [Theory]
    [InlineData("guid", "\"not-a-guid\"")]
    [InlineData("dateTimeOffset", "\"yesterday\"")]
    [InlineData("dateOnly", "\"2026-02-30\"")]
    [InlineData("timeSpan", "\"2 hours\"")]
    [InlineData("byte", "256")]
    [InlineData("char", "\"ab\"")]
    [InlineData("colour", "\"Blue\"")]
    [InlineData("colour", "0")]
    [InlineData("flag", "\"true\"")]
    [InlineData("text", "null")]
    [InlineData("version", "\"one\"")]
    public void A_wrong_scalar_is_found_by_the_schema_and_refused_by_the_reader(string property, string value)
    {
        var right = OutgoingMessage.Of(Cases.All["scalars"]).Text;
        var wrong = System.Text.Json.Nodes.JsonNode.Parse(right)!;
        wrong[property] = System.Text.Json.Nodes.JsonNode.Parse(value);

        Assert.Equal([$"$.{property}"], PayloadContract<Scalars>.Instance.Validate(wrong.ToJsonString()).Select(one => one.Path));
        Assert.Equal([$"$.{property}"], Assert.Throws<PayloadException>(() => PayloadContract<Scalars>.Instance.Read(wrong.ToJsonString())).Faults.Select(one => one.Path));
    }

    private static string Pretty(string json)
    {
        using var document = JsonDocument.Parse(json);
        var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            document.RootElement.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(output.ToArray());
    }
}
