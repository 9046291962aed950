using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq;
using Mailbox.Generators.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mailbox.Analyzers.Contract;

/// <summary>MBX019: A change must not break peers that run.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BrokenContractAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MBX019", "A change must not break peers that run", "A running peer would break on '{0}': {1}", "Contract", DiagnosticSeverity.Error, isEnabledByDefault: true,
        helpLinkUri: "docs/diagnostics/MBX019.md", customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (RecordedContract.Read(start.Options, start.CancellationToken) is not { Count: > 0 } recorded)
            {
                return;
            }

            var seen = new ConcurrentDictionary<string, bool>();
            start.RegisterSymbolAction(
                symbol =>
                {
                    var type = (INamedTypeSymbol)symbol.Symbol;
                    if (ContractSymbols.ShapeOf(type, symbol.Compilation, symbol.CancellationToken) is { } now && seen.TryAdd(now.Name, true) && recorded.TryGetValue(now.Name, out var before))
                    {
                        foreach (var change in ContractComparison.Breaks(before, now))
                        {
                            symbol.ReportDiagnostic(Diagnostic.Create(Rule, type.Locations[0], now.Name, change));
                        }
                    }
                },
                SymbolKind.NamedType);
            start.RegisterCompilationEndAction(end =>
            {
                foreach (var name in recorded.Keys.Where(name => !seen.ContainsKey(name)).OrderBy(static name => name, System.StringComparer.Ordinal))
                {
                    end.ReportDiagnostic(Diagnostic.Create(Rule, Location.None, name, $"it is recorded in {ContractFile.Name}, and no payload has that name any more"));
                }
            });
        });
    }
}
