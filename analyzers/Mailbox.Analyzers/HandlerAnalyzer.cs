using System.Collections.Immutable;
using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mailbox.Analyzers;

/// <summary>A rule about one handler: it looks at each method with [Handles].</summary>
public abstract class HandlerAnalyzer(DiagnosticDescriptor rule) : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [rule];

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(
            symbol =>
            {
                var method = (IMethodSymbol)symbol.Symbol;
                if (method.Has(MetadataNames.Handles))
                {
                    Analyze(symbol, method, HandlerSignature.Of(method));
                }
            },
            SymbolKind.Method);
    }

    private protected abstract void Analyze(SymbolAnalysisContext context, IMethodSymbol method, HandlerSignature signature);

    private protected void Report(SymbolAnalysisContext context, Location? at, params object?[] arguments) =>
        context.ReportDiagnostic(Diagnostic.Create(SupportedDiagnostics[0], at, arguments));
}
