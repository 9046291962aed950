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

    [Fact]
    public async Task A_payload_that_is_gone_is_found()
    {
        Contract = Recorded;
        Assert.Contains("'r'", Assert.Single(await FoundNowhereAsync("""[Payload("other")] public sealed record R(string Text);""")), StringComparison.Ordinal);
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
