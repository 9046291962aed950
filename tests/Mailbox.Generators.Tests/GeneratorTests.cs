using System.Reflection;
using Mailbox.TestKit;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mailbox.Generators.Tests;

public sealed class GeneratorTests
{
    private const string Review = """
        namespace Sample;

        /// <summary>Asks for a review of one file.</summary>
        /// <param name="Path">The file, relative to the repository.</param>
        /// <param name="Line">A line of special interest.</param>
        [Payload("review.request", Prompt = "Review the file.")]
        public sealed record ReviewRequest(string Path, int? Line = null) : IRequest<ReviewResult>;

        [Payload("review.result")]
        public sealed record ReviewResult(bool Approved, IReadOnlyList<Note> Notes)
        {
            public required string By { get; init; }
            public string Mood { get; init; } = "fine";
        }

        public sealed record Note(string Text, Severity Severity = Severity.Low);

        public enum Severity { Low, High }

        [Payload("review.started")]
        public readonly record struct ReviewStarted(string Path);

        public sealed partial class Reviewer
        {
            /// <summary>Reviews a file.</summary>
            [Handles]
            public async Task<ReviewResult> ReviewAsync(ReviewRequest request, MessageContext context, CancellationToken cancel)
            {
                await Task.Delay(1, cancel);
                return new ReviewResult(true, []) { By = context.From };
            }

            [Handles(RepliesErrors = true)]
            public void Started(ReviewStarted started) => _ = started;

            [Handles]
            public string Talk(string text) => text;

            [Handles]
            public ValueTask RestAsync(MessageContext context, UnknownPayload unknown) => default;
        }
        """;

    public static TheoryData<string> CatalogueFiles => [.. Repository.Sources("tests", "Mailbox.Generators.Tests", "Catalogue").Select(file => Path.GetFileName(file))];

    [Fact]
    public void What_is_emitted_is_as_reviewed() => Snapshot.Matches(new GeneratorRun(Review).Text, "cs");

    [Theory]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.Preview)]
    public void Generated_code_compiles_without_a_warning(LanguageVersion version)
    {
        var run = new GeneratorRun(Review, version);

        Assert.Empty(run.Faults);
        Assert.Empty(run.Diagnostics);
    }

    [Fact]
    public void The_catalogue_compiles_without_a_warning()
    {
        var files = Repository.Sources("tests", "Mailbox.Generators.Tests", "Catalogue").Where(file => !file.EndsWith("Cases.cs", StringComparison.Ordinal));
        var source = string.Concat(files.Select(File.ReadAllText).Select(text => string.Join('\n', text.Split('\n').Where(line => !line.StartsWith("using ", StringComparison.Ordinal))
            .Select(line => line.StartsWith("namespace ", StringComparison.Ordinal) ? "" : line))));
        var usings = "using System.Collections.Immutable; using System.Globalization; using System.Text.Json; using System.Text.Json.Serialization; namespace Catalogue;\n";

        var run = new GeneratorRun(usings + source);

        Assert.Empty(run.Faults);
        Assert.True(run.Result.GeneratedSources.Length > 60, $"{run.Result.GeneratedSources.Length} files");
    }

    [Fact]
    public void The_code_of_the_page_on_payloads_compiles()
    {
        var blocks = Repository.Read("docs", "payloads.md").Split("```csharp\n").Skip(1).Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)]);

        Assert.Empty(new GeneratorRun("using System.IO; namespace Docs;\n" + string.Concat(blocks)).Faults);
    }

    [Fact]
    public void The_snippets_of_the_README_compile()
    {
        var all = Repository.Read("README.md").Split("```csharp\n").Skip(1).Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)]).ToList();
        var (types, blocks) = (all[0][all[0].IndexOf("[Payload(", StringComparison.Ordinal)..], all[1..]);
        var methods = blocks.Select((block, i) => $"public static async Task Snippet{i}(AgentMailbox mailbox, CancellationToken cancel)\n{{\n{block}await Task.CompletedTask;\n}}\n");

        Assert.InRange(blocks.Count, 7, 20);
        Assert.Equal([], new GeneratorRun("using System.Linq; namespace Docs;\n" + types + $"public static class Snippets\n{{\n{string.Concat(methods)}}}\n").Faults.Select(fault => fault.ToString()));
    }

    [Fact]
    public void The_same_code_is_emitted_twice() => Assert.Equal(new GeneratorRun(Review).Text, new GeneratorRun(Review).Text);

    [Theory]
    [InlineData("class Unrelated { int X => 1; }")]
    [InlineData("namespace Sample { class Other { [Obsolete] void M() { } } }")]
    public void An_unrelated_edit_finds_every_step_cached(string edit)
    {
        var reasons = new GeneratorRun(Review).Reasons(edit);

        foreach (var name in typeof(TrackingNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!).Where(name => name != TrackingNames.ClosedPayloads))
        {
            Assert.NotEmpty(reasons[name]);
            Assert.All(reasons[name], reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{name}: {reason}"));
        }
    }

    [Fact]
    public void A_new_payload_prints_only_its_own_files()
    {
        var run = new GeneratorRun(Review);
        var reasons = run.Reasons("""[Payload("another")] public sealed record Another(string Text);""");

        Assert.Contains(IncrementalStepRunReason.New, reasons[TrackingNames.Payloads]);
        Assert.All(reasons[TrackingNames.Handlers], reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
    }

    [Theory]
    [InlineData("""[Payload] public sealed record Bad(string Text);""")]
    [InlineData("""[Payload("")] public sealed record Bad(string Text);""")]
    [InlineData("""[Payload(null!)] public sealed record Bad(string Text);""")]
    [InlineData("""[Payload("No Good")] public sealed record Bad(string Text);""")]
    [InlineData("""[Payload("shutdown_request")] public sealed record Bad(string Text);""")]
    [InlineData("""[Payload("bad")] public sealed record Bad(Action Text);""")]
    [InlineData("""[Payload("bad")] public sealed record Bad(object Text);""")]
    [InlineData("""[Payload("bad")] public sealed record Bad(Missing Text);""")]
    [InlineData("""[Payload("bad")] public sealed record Bad((int A, int B) Pair);""")]
    [InlineData("""[Payload("bad")] file sealed record Bad(string Text);""")]
    [InlineData("""class Outer { [Payload("bad")] private sealed record Bad(string Text); }""")]
    [InlineData("""[Payload("bad")] public sealed record Bad<T>(T Text);""")]
    [InlineData("""public partial class H { [Handles] public void M() { } }""")]
    [InlineData("""public partial class H { [Handles] public void M(int x) { } }""")]
    [InlineData("""public class H { [Handles] public void M(string x) { } }""")]
    [InlineData("""public partial class H { [Handles] public int M(string x) => 1; }""")]
    [InlineData("""public partial class H { [Handles] public async void M(string x) { } }""")]
    [InlineData("""public partial class H { [Handles] public void M(string x, string y) { } }""")]
    [InlineData("""[Handles] void M(string x) { }""")]
    public void Invalid_input_is_passed_over_in_silence(string source)
    {
        var run = new GeneratorRun(source);

        Assert.Empty(run.Diagnostics);
        Assert.Null(run.Result.Exception);
        Assert.Empty(run.Result.GeneratedSources);
    }

    [Fact]
    public void Half_a_record_does_not_break_the_generator() => Assert.Null(new GeneratorRun("""[Payload("half")] public sealed record Half(""").Result.Exception);

    [Fact]
    public void Two_payloads_with_one_name_do_not_break_the_build()
    {
        var run = new GeneratorRun("""
            [Payload("twice")] public sealed record A(string Text);
            [Payload("twice")] public sealed record B(string Text);
            public partial class H { [Handles] public void M(A a) { } [Handles] public void M(B b) { } [Handles] public void N(A a) { } }
            """);

        Assert.Null(run.Result.Exception);
        Assert.Empty(run.Faults);
    }
}
