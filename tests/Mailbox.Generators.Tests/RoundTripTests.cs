using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Mailbox.Generators.Tests.Catalogue;

namespace Mailbox.Generators.Tests;

/// <summary>Generated metadata against System.Text.Json's own, which works by reflection.</summary>
public sealed class RoundTripTests
{
    /// <summary>What System.Text.Json would do with the same types, were it allowed to reflect.</summary>
    private static readonly JsonSerializerOptions Reflected = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
        AllowOutOfOrderMetadataProperties = true,
    };

    public static TheoryData<string> Names => Cases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_payload_is_written_as_by_System_Text_Json_with_its_type_first(string name)
    {
        var payload = Cases.All[name];
        var contract = PayloadContract.All.Single(one => one.Type.IsInstanceOfType(payload));

        var written = OutgoingMessage.Of(payload).Text;

        var declared = contract.Type;
        var expected = JsonSerializer.SerializeToNode(payload, declared, Reflected)!.AsObject();
        RestoreRequired(expected, contract);
        expected.Insert(0, "type", contract.Name);
        Assert.Equal(expected.ToJsonString(), JsonNode.Parse(written)!.ToJsonString());
        Assert.StartsWith($$"""{"type":"{{contract.Name}}""", written, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_was_written_is_valid_and_reads_as_it_was(string name)
    {
        var payload = Cases.All[name];
        var contract = PayloadContract.All.Single(one => one.Type.IsInstanceOfType(payload));
        var written = OutgoingMessage.Of(payload).Text;

        Assert.Empty(contract.Validate(written));
        Assert.Equal(written, OutgoingMessage.Of(Read(contract, written)).Text);
    }

    [Fact]
    public void What_the_wire_does_not_mention_keeps_its_default()
    {
        var members = PayloadContract<Members>.Instance.Read("""{"name":"n","needed":1}""");
        var defaults = PayloadContract<Defaults>.Instance.Read("{}");

        Assert.Equal(("hello", 42, 7, new Temperature(20), 5, "first"), (members.Greeting, members.Count, members.Settable, members.Temperature, members.Inside, members.First));
        Assert.Equal(new Defaults(), defaults);
        Assert.Equal(10, PayloadContract<Page<int>>.Instance.Read("""{"items":[],"number":1}""").Size);
        Assert.Equal(10, PayloadContract<Page<Shape>>.Instance.Read("""{"items":[],"number":1}""").Size);
        Assert.Equal(new Point(1), PayloadContract<Point>.Instance.Read("""{"x":1}"""));
    }

    [Fact]
    public void What_the_wire_mentions_beyond_the_type_is_ignored() =>
        Assert.Equal(new Point(1, 2), PayloadContract<Point>.Instance.Read("""{"z":[{}],"y":2,"type":"catalogue.point","x":1}"""));

    [Fact]
    public void An_unset_property_is_left_out() => Assert.Equal("""{"type":"catalogue.nullables"}""", OutgoingMessage.Of(Cases.All["nullables-unset"]).Text);

    [Fact]
    public void A_type_that_is_no_payload_is_told_how_to_become_one()
    {
        var error = Assert.Throws<InvalidOperationException>(() => OutgoingMessage.Of(new Version(1, 0)));
        Assert.Contains("[Payload(", error.Message, StringComparison.Ordinal);
    }

    /// <summary>What must be there is written also when it is null: otherwise we could not read our own documents.</summary>
    private static void RestoreRequired(JsonObject written, PayloadContract contract)
    {
        if (contract.Type == typeof(Corners))
        {
            written.Insert(2, "note", null);
            written.Insert(3, "number", null);
        }
    }

    private static object Read(PayloadContract contract, string text)
    {
        try
        {
            return contract.GetType().GetMethod(nameof(PayloadContract<Empty>.Read))!.Invoke(contract, [text])!;
        }
        catch (TargetInvocationException e)
        {
            throw e.InnerException!;
        }
    }
}
