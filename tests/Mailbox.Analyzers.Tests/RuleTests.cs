using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Mailbox.Analyzers.Tests;

/// <summary>Runs one rule, and its fix if it has one, over a few lines of code that compile.</summary>
public abstract class RuleTests(DiagnosticAnalyzer rule, CodeFixProvider? fix = null)
{
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;
        global using System.Text.Json; global using System.Text.Json.Serialization; global using Mailbox;
        """;

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name == "Mailbox.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The text of Mailbox.Contract.txt; null for none.</summary>
    protected string? Contract { get; set; }

    protected OutputKind Output { get; set; } = OutputKind.DynamicallyLinkedLibrary;

    /// <summary>The rule complains exactly about what is marked; answers its messages.</summary>
    protected Task<IReadOnlyList<string>> FoundAsync(string marked) => FoundAsync(marked, timesEach: 1);

    /// <summary>The rule complains exactly about what is marked, so many times about each; answers its messages.</summary>
    protected async Task<IReadOnlyList<string>> FoundAsync(string marked, int timesEach)
    {
        var (source, places) = Markup.Parse(marked);
        var spans = places.SelectMany(place => Enumerable.Repeat(place, timesEach)).ToList();
        var found = await DiagnoseAsync(Document(source));
        Assert.Equal(spans.Select(span => source.Substring(span.Start, span.Length)), found.Select(one => one.Location.IsInSource ? source.Substring(one.Location.SourceSpan.Start, one.Location.SourceSpan.Length) : "nowhere"));
        Assert.Equal(spans, found.Select(one => one.Location.SourceSpan));
        return [.. found.Select(one => one.GetMessage(System.Globalization.CultureInfo.InvariantCulture))];
    }

    /// <summary>What the rule says.</summary>
    protected async Task<IReadOnlyList<string>> MessagesAsync(string source) => [.. (await DiagnoseAsync(Document(source))).Select(one => one.GetMessage(System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>What the contract fix writes for a project whose contract file says nothing yet.</summary>
    protected async Task<string> RecordedFromNothingAsync(string source)
    {
        Contract = "payload none\n";
        return await RecordedAsync(source);
    }

    /// <summary>The rule has nothing to say.</summary>
    protected async Task SilentAsync(string source) => Assert.Empty((await DiagnoseAsync(Document(source))).Select(one => one.ToString()));

    /// <summary>The fix, applied to all places at once, makes one text of the other, and the rule is content.</summary>
    protected async Task FixedAsync(string marked, string expected)
    {
        var before = Document(Markup.Parse(marked).Source);
        var fixAll = fix!.GetFixAllProvider()!;
        CodeAction? first = null;
        var found = await DiagnoseAsync(before);
        await fix.RegisterCodeFixesAsync(new CodeFixContext(before, found[0], (action, _) => first ??= action, CancellationToken.None));
        var context = new FixAllContext(before, fix, FixAllScope.Document, first!.EquivalenceKey!, fix.FixableDiagnosticIds, new Provider(this), CancellationToken.None);

        var after = await ApplyAsync((await fixAll.GetFixAsync(context))!, before);

        Assert.Equal(expected, (await after.GetTextAsync()).ToString());
        await SilentAsync(expected);
    }

    /// <summary>What the fix makes of the contract file.</summary>
    protected async Task<string> RecordedAsync(string source)
    {
        var before = Document(source);
        CodeAction? first = null;
        await fix!.RegisterCodeFixesAsync(new CodeFixContext(before, (await DiagnoseAsync(before))[0], (action, _) => first ??= action, CancellationToken.None));
        var after = await ApplyAsync(first!, before);
        return (await after.Project.AdditionalDocuments.Single().GetTextAsync()).ToString();
    }

    private static async Task<Document> ApplyAsync(CodeAction action, Document document)
    {
        var operations = await action.GetOperationsAsync(CancellationToken.None);
        return operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
    }

    private Document Document(string source)
    {
        var workspace = new AdhocWorkspace();
        var project = workspace.AddProject("Sample", LanguageNames.CSharp)
            .WithCompilationOptions(new CSharpCompilationOptions(Output, nullableContextOptions: NullableContextOptions.Enable))
            .WithParseOptions(new CSharpParseOptions(LanguageVersion.CSharp12))
            .WithMetadataReferences(References);
        project = project.AddDocument("Usings.cs", Usings).Project;
        project = Contract is null ? project : project.AddAdditionalDocument("Mailbox.Contract.txt", SourceText.From(Contract), filePath: "Mailbox.Contract.txt").Project;
        return project.AddDocument("Sample.cs", source);
    }

    private async Task<ImmutableArray<Diagnostic>> DiagnoseAsync(Document document)
    {
        var compilation = (await document.Project.GetCompilationAsync())!;
        Assert.Empty(compilation.GetDiagnostics().Where(one => one.Severity == DiagnosticSeverity.Error && one.Id != "CS5001").Select(one => one.ToString()));
        var found = await compilation.WithAnalyzers([rule], document.Project.AnalyzerOptions).GetAnalyzerDiagnosticsAsync();
        Assert.DoesNotContain(found, one => one.Id == "AD0001");
        return [.. found.OrderBy(one => one.Location.SourceSpan.Start)];
    }

    private sealed class Provider(RuleTests tests) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => await tests.DiagnoseAsync(project.Documents.Last());

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => await tests.DiagnoseAsync(document);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
