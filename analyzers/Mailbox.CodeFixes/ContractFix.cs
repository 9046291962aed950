using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mailbox.Analyzers.Contract;
using Mailbox.Generators.Contract;
using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace Mailbox.CodeFixes;

/// <summary>MBX019 and MBX020: writes the contract file anew from the payloads as they are. It then stands in the diff, to be reviewed.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, DocumentKinds = [nameof(TextDocumentKind.Document), nameof(TextDocumentKind.AdditionalDocument)])]
[Shared]
public sealed class ContractFix : CodeFixProvider
{
    private const string Title = "Record the payloads in Mailbox.Contract.txt as they are now";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["MBX019", "MBX020"];

    /// <summary>One application writes the whole file.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        context.RegisterCodeFix(CodeAction.Create(Title, cancel => RecordAsync(context.TextDocument.Project, cancel), equivalenceKey: Title), context.Diagnostics);
        return Task.CompletedTask;
    }

    private static async Task<Solution> RecordAsync(Project project, CancellationToken cancel)
    {
        var file = project.AdditionalDocuments.FirstOrDefault(static document => Path.GetFileName(document.FilePath ?? document.Name) == ContractFile.Name);
        var compilation = await project.GetCompilationAsync(cancel).ConfigureAwait(false);
        if (file is null || compilation is null)
        {
            return project.Solution;
        }

        var text = await file.GetTextAsync(cancel).ConfigureAwait(false);
        var before = text.ToString();
        var recorded = ContractFile.Read(before).GroupBy(static shape => shape.Name).ToDictionary(static group => group.Key, static group => group.First());
        var types = TypesOf(compilation.Assembly.GlobalNamespace).SelectMany(static type => type.GetMembers().OfType<IMethodSymbol>().Prepend<ISymbol>(type)).Prepend(compilation.Assembly);
        var shapes = types.SelectMany(ContractSymbols.PayloadsOf).Select(type => (Name: PayloadParser.NameOf(type) ?? "", Type: type)).Where(static one => one.Name.Length > 0)
            .GroupBy(static one => one.Name, static one => one.Type)
            .Select(one => ContractSymbols.ShapeOf(one.First(), compilation, cancel) ?? (recorded.TryGetValue(one.Key, out var old) ? old : null)); // Of one in error what was recorded stays.
        return project.Solution.WithAdditionalDocumentText(file.Id, SourceText.From(ContractFile.Write(shapes.OfType<WireShape>(), before), text.Encoding));
    }

    private static IEnumerable<INamedTypeSymbol> TypesOf(INamespaceOrTypeSymbol parent) =>
        parent.GetMembers().OfType<INamespaceOrTypeSymbol>().SelectMany(static member => member is INamedTypeSymbol type ? TypesOf(type).Prepend(type) : TypesOf(member));
}
