using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq;
using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mailbox.Analyzers;

/// <summary>A rule about one payload: it looks at each type with [Payload].</summary>
public abstract class PayloadAnalyzer(DiagnosticDescriptor rule) : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [rule];

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            var parts = new ConcurrentDictionary<ISymbol, bool>(SymbolEqualityComparer.Default);
            start.RegisterSymbolAction(
                symbol =>
                {
                    var type = (INamedTypeSymbol)symbol.Symbol;
                    if (type.Attribute(MetadataNames.Payload) is not { } attribute)
                    {
                        return;
                    }

                    Analyze(symbol, type, attribute);
                    foreach (var part in ReachesParts ? PayloadParts.Of(type).Where(part => parts.TryAdd(part, true)) : [])
                    {
                        Analyze(symbol, part, attribute); // Once, however many payloads it is a part of.
                    }
                },
                SymbolKind.NamedType);
        });
    }

    /// <summary>Whether the rule holds for the types that a payload is made of as well.</summary>
    private protected virtual bool ReachesParts => false;

    private protected abstract void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type, AttributeData attribute);

    private protected void Report(SymbolAnalysisContext context, Location? at, params object?[] arguments) =>
        context.ReportDiagnostic(Diagnostic.Create(SupportedDiagnostics[0], at, arguments));

    private protected static Location? Place(AttributeData attribute, INamedTypeSymbol type) => attribute.ApplicationSyntaxReference is { } syntax ? syntax.SyntaxTree.GetLocation(syntax.Span) : type.Locations[0];
}
