using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mailbox.Generators.Tests;

/// <summary>A compilation of a few lines, with the generator run on it.</summary>
internal sealed class GeneratorRun
{
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "Mailbox.dll" or "netstandard.dll" or "mscorlib.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private const string Usings = "global using System; global using System.Collections.Generic; global using System.Threading; global using System.Threading.Tasks; global using Mailbox;";
    private readonly CSharpParseOptions _parse;
    private readonly GeneratorDriver _driver;
    private readonly CSharpCompilation _compilation;

    public GeneratorRun(string source, LanguageVersion version = LanguageVersion.CSharp12)
    {
        _parse = new CSharpParseOptions(version, DocumentationMode.Diagnose);
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, generalDiagnosticOption: ReportDiagnostic.Error, warningLevel: 9999);
        _compilation = CSharpCompilation.Create("Sample", [CSharpSyntaxTree.ParseText(Usings, _parse), CSharpSyntaxTree.ParseText(source, _parse, "Sample.cs")], References, options);
        _driver = CSharpGeneratorDriver.Create([new MailboxGenerator().AsSourceGenerator()], parseOptions: _parse, driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true))
            .RunGeneratorsAndUpdateCompilation(_compilation, out var output, out var diagnostics);
        (Output, Diagnostics) = (output, diagnostics);
    }

    /// <summary>Source and generated code together.</summary>
    public Compilation Output { get; }

    /// <summary>What the generator reported: nothing, ever.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    public GeneratorRunResult Result => _driver.GetRunResult().Results[0];

    /// <summary>Warnings and errors of the code altogether.</summary>
    public IReadOnlyList<string> Faults => [.. Output.GetDiagnostics().Where(one => one.Severity >= DiagnosticSeverity.Warning && one.Id is not ("CS1591" or "CS1573")).Select(one => one.ToString())];

    /// <summary>All generated files as one text, sorted by name.</summary>
    public string Text => string.Concat(Result.GeneratedSources.OrderBy(one => one.HintName, StringComparer.Ordinal).Select(one => $"// ---- {one.HintName}\n{one.SourceText}\n"));

    /// <summary>Runs again after an edit, and tells why each tracked step's outputs are what they are.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<IncrementalStepRunReason>> Reasons(string addition)
    {
        var edited = _compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(addition, _parse, "Edit.cs"));
        var steps = _driver.RunGenerators(edited).GetRunResult().Results[0].TrackedSteps;
        return steps.ToDictionary(
            step => step.Key,
            IReadOnlyList<IncrementalStepRunReason> (step) => [.. step.Value.SelectMany(run => run.Outputs).Select(output => output.Reason)],
            StringComparer.Ordinal);
    }
}
