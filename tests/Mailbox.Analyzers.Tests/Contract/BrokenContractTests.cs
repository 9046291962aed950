using Mailbox.Analyzers.Contract;
using Mailbox.CodeFixes;

namespace Mailbox.Analyzers.Tests.Contract;

public sealed class BrokenContractTests() : RuleTests(new BrokenContractAnalyzer(), new ContractFix())
{
    private const string Recorded = """
        # comment

        payload r
          approved: boolean, required
          notes: list, required
          notes[]: object
          notes[].text: string, required
          notes[].severity: Low | High
          line: int32?
        """;

    [Theory]
    [InlineData("record N(string Text, S Severity = S.Low)", "bool Approved, List<N> Notes", "'line' was removed or renamed")]
    [InlineData("record N(string Text, S Severity = S.Low)", "bool Approved, List<N> Notes, string? Line", "'line' was 'int32?' and is 'string?'")]
    [InlineData("record N(string Text, S Severity = S.Low)", "bool Approved, List<N> Notes, short? Line", "'line' was 'int32?' and is 'int16?'")]
    [InlineData("record N(string Text, S Severity = S.Low)", "bool Approved, List<N> Notes, int Line", "'line' was 'int32?' and is 'int32'")]
    [InlineData("record N(string Text, S Severity = S.Low)", "bool Approved, List<N> Notes, int? Line, string More", "'more' is new and required")]
    [InlineData("record N(string Text, S Severity)", "bool Approved, List<N> Notes, int? Line", "'notes[].severity' is newly required")]
    [InlineData("record N(string Body, S Severity = S.Low)", "bool Approved, List<N> Notes, int? Line", "'notes[].text' was removed or renamed", "'notes[].body' is new and required")]
    [InlineData("record N(string Text, T Severity = T.Low)", "bool Approved, List<N> Notes, int? Line", "'notes[].severity' was 'Low | High' and is 'Low | Middle | High'")]
    public async Task A_change_that_breaks_a_running_peer_is_found(string note, string members, params string[] changes)
    {
        Contract = Recorded;
        var found = await FoundAsync($$"""public sealed {{note}}; public enum S { Low, High } public enum T { Low, Middle, High } [Payload("r")] public sealed record [|R|]({{members}});""", changes.Length);

        Assert.Equal(changes.Select(change => $"A running peer would break on 'r': {change}"), found);
    }

    [Theory]
    [InlineData("bool Approved, List<N> Notes, int? Line")]
    [InlineData("bool Approved, List<N> Notes, int? Line, string? More = null")]
    [InlineData("bool Approved, List<N> Notes, long? Line")]
    [InlineData("bool? Approved, List<N> Notes, int? Line")]
    [InlineData("List<N> Notes, bool Approved, int? Line")]
    public Task A_compatible_change_is_let_through(string members)
    {
        Contract = Recorded;
        return SilentAsync($$"""public sealed record N(string Text, S Severity = S.Low); public enum S { Low, High } [Payload("r")] public sealed record R({{members}}); [Payload("new")] public sealed record New(string Text);""");
    }

    [Theory]
    [InlineData("""[JsonDerivedType(typeof(Circle), "circle")]""", "double Radius", "'shape.$type' was 'circle | square' and is 'circle'", "'shape(square)' was removed or renamed")]
    [InlineData("""[JsonDerivedType(typeof(Circle), "kreis"), JsonDerivedType(typeof(Square), "square")]""", "double Radius", "'shape.$type' was 'circle | square' and is 'kreis | square'", "'shape(circle)' was removed or renamed")]
    [InlineData("""[JsonDerivedType(typeof(Circle), "circle"), JsonDerivedType(typeof(Square), "square")]""", "double Width", "'shape(circle).radius' was removed or renamed", "'shape(circle).width' is new and required")]
    [InlineData("""[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind"), JsonDerivedType(typeof(Circle), "circle"), JsonDerivedType(typeof(Square), "square")]""", "double Radius", "'shape.$type' was removed or renamed", "'shape.kind' is new and required")]
    public async Task A_change_inside_a_closed_hierarchy_is_found(string attributes, string circle, params string[] changes)
    {
        Contract = "payload d\n  shape: object, required\n  shape.$type: circle | square, required\n  shape(circle): object\n  shape(circle).radius: double, required\n  shape(square): object\n  shape(square).side: double, required\n";

        var found = await FoundAsync($$"""{{attributes}} public abstract record Shape; public sealed record Circle({{circle}}) : Shape; public sealed record Square(double Side) : Shape; [Payload("d")] public sealed record [|D|](Shape Shape);""", changes.Length);

        Assert.Equal(changes.Select(change => $"A running peer would break on 'd': {change}"), found);
    }

    [Theory]
    [InlineData("Dictionary<string, int> M", "map of string", "Dictionary<int, int> M")]
    [InlineData("F M", "flags Read | Write", "G M")]
    [InlineData("string M", "string", "char M")]
    [InlineData("double M", "double", "float M")]
    [InlineData("""[property: JsonPropertyName("odata.count")] int M""", "int32", """[property: JsonPropertyName("odata.total")] int M""")]
    public async Task A_narrowing_is_found(string before, string type, string after)
    {
        const string Types = "[Flags] public enum F { Read = 1, Write = 2 } [Flags] public enum G { Read = 1, Run = 2 } ";
        Contract = await RecordedFromNothingAsync(Types + $$"""[Payload("n")] public sealed record N({{before}});""");
        Assert.Contains(type, Contract, StringComparison.Ordinal);
        await SilentAsync(Types + $$"""[Payload("n")] public sealed record N({{before}});""");

        Assert.NotEmpty(await MessagesAsync(Types + $$"""[Payload("n")] public sealed record N({{after}});"""));
    }

    [Theory]
    [InlineData("public enum S { High, Low }", "List<N> Notes, bool Approved, int? Line")]
    public Task The_order_of_names_is_no_change(string severity, string members)
    {
        Contract = Recorded;
        return SilentAsync($$"""public sealed record N(string Text, S Severity = S.Low); {{severity}} [Payload("r")] public sealed record R({{members}});""");
    }

    [Fact]
    public async Task Closed_generic_payloads_are_under_review_too()
    {
        const string Source = """[Payload("page.{T}")] public sealed record Page<T>(T Item) where T : notnull; [Payload("q")] public sealed record Q(int A) : IRequest<Page<string>>; partial class H { [Handles] void M(Page<int> p) { } }""";
        Contract = await RecordedFromNothingAsync(Source);

        Assert.Contains("payload page.int32\n  item: int32, required", Contract, StringComparison.Ordinal);
        Assert.Contains("payload page.string\n  item: string, required", Contract, StringComparison.Ordinal);
        await SilentAsync(Source);
        Assert.Equal(2, (await MessagesAsync(Source.Replace("T Item", "T Thing", StringComparison.Ordinal))).Count(message => message.Contains("removed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Comments_line_ends_and_what_is_in_error_stay_when_the_contract_is_recorded()
    {
        Contract = "# Ours.\r\n\r\n# Agreed with billing.\r\npayload keep\r\n  text: string, required\r\n\r\npayload r\r\n  a: int32, required\r\n";

        var recorded = await RecordedAsync("""[Payload("keep")] public sealed record Keep(object Text); [Payload("r")] public sealed record R(string A);""");

        Assert.Equal(Contract.Replace("a: int32", "a: string", StringComparison.Ordinal), recorded);
    }

    [Fact]
    public Task A_payload_in_error_is_not_gone()
    {
        Contract = "payload keep\n  text: string, required\n";
        return SilentAsync("""[Payload("keep")] public sealed record Keep(object Text);""");
    }

    [Theory]
    [InlineData("""[Payload("a")] public sealed record A([property: JsonPropertyName("x")] int X, [property: JsonPropertyName("x")] int Y);""")]
    [InlineData("""[JsonDerivedType(typeof(B)), JsonDerivedType(typeof(C))] [Payload("a")] public abstract record A(int X); public sealed record B(int X) : A(X); public sealed record C(int X) : A(X);""")]
    [InlineData("""public class Outer<T> { [Payload("a")] public sealed record A(int X); }""")]
    public Task Odd_code_does_not_break_the_rule(string source)
    {
        Contract = "payload a\n  x: int32, required\n";
        return MessagesAsync(source);
    }

    [Fact]
    public async Task A_payload_that_is_gone_is_found()
    {
        Contract = Recorded;
        Assert.Contains("'r'", Assert.Single(await MessagesAsync("""[Payload("other")] public sealed record R(string Text);""")), StringComparison.Ordinal);
    }

    [Fact]
    public Task Without_a_contract_file_nothing_is_found() => SilentAsync("""[Payload("r")] public sealed record R(string Text);""");

    [Fact]
    public async Task The_fix_records_the_payloads_as_they_are_now_in_a_text_that_reads_well()
    {
        Contract = Recorded;
        var recorded = await RecordedAsync("""
            public enum S { Low, High }
            public sealed record N(string Text, S Severity = S.Low, N? Inner = null);
            [Payload("r")] public sealed record R(List<N> Notes, int? Line, Dictionary<string, Guid?> Ids, TimeSpan Took, JsonElement Any, byte[] Raw, Shape Shape);
            [Payload("q")] public sealed record Q([property: JsonPropertyName("file_path")] string Path, DateTimeOffset At) : IRequest<R>;
            [JsonDerivedType(typeof(Circle), "circle")] public abstract record Shape;
            public sealed record Circle(double Radius) : Shape;
            """);

        TestKit.Snapshot.Matches(recorded);
    }
}
