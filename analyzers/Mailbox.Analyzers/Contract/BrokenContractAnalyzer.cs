using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Mailbox.Generators.Contract;
using Mailbox.Generators.Parsing;
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
        // Payloads may stand in generated code, too; they are as much of a contract.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (RecordedContract.Read(start.Options, start.CancellationToken) is not { Count: > 0 } recorded)
            {
                return;
            }

            // One that something is wrong with just now is there all the same.
            var seen = new ConcurrentDictionary<string, bool>(ContractSymbols.PayloadsOf(start.Compilation.Assembly).Select(static type => PayloadParser.NameOf(type)).OfType<string>().Distinct().ToDictionary(static name => name, static _ => true));
            start.RegisterSymbolAction(symbol => Compare(symbol, recorded, seen), SymbolKind.NamedType, SymbolKind.Method);
            start.RegisterCompilationEndAction(end =>
            {
                foreach (var name in recorded.Keys.Where(name => !seen.ContainsKey(name)).OrderBy(static name => name, System.StringComparer.Ordinal))
                {
                    end.ReportDiagnostic(Diagnostic.Create(Rule, RecordedContract.PlaceOf(name, end.Options, end.CancellationToken), name, $"it is recorded in {ContractFile.Name}, and no payload has that name any more"));
                }
            });
        });
    }

    private static void Compare(SymbolAnalysisContext symbol, IReadOnlyDictionary<string, WireShape> recorded, ConcurrentDictionary<string, bool> seen)
    {
        foreach (var type in ContractSymbols.PayloadsOf(symbol.Symbol))
        {
            if (PayloadParser.NameOf(type) is not { } name || !seen.TryAdd(name, true) || !recorded.TryGetValue(name, out var before) || ContractSymbols.ShapeOf(type, symbol.Compilation, symbol.CancellationToken) is not { } now)
            {
                continue;
            }

            foreach (var change in ContractComparison.Breaks(before, now))
            {
                symbol.ReportDiagnostic(Diagnostic.Create(Rule, symbol.Symbol.Locations[0], name, change));
            }
        }
    }
}
