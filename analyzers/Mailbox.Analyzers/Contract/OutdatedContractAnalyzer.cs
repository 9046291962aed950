using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Mailbox.Generators.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mailbox.Analyzers.Contract;

/// <summary>MBX020: The recorded contract is up to date.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OutdatedContractAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MBX020", "The recorded contract is up to date", "'{0}' is not in Mailbox.Contract.txt as it is now; peers that run can read it, so it only needs to be recorded", "Contract", DiagnosticSeverity.Info,
        isEnabledByDefault: true, helpLinkUri: "docs/diagnostics/MBX020.md");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (RecordedContract.Read(start.Options, start.CancellationToken) is not { } recorded)
            {
                return;
            }

            start.RegisterSymbolAction(
                symbol =>
                {
                    foreach (var type in ContractSymbols.PayloadsOf(symbol.Symbol))
                    {
                        if (ContractSymbols.ShapeOf(type, symbol.Compilation, symbol.CancellationToken) is { } now && !IsRecorded(recorded, now))
                        {
                            symbol.ReportDiagnostic(Diagnostic.Create(Rule, symbol.Symbol.Locations[0], now.Name));
                        }
                    }
                },
                SymbolKind.NamedType,
                SymbolKind.Method);
        });
    }

    /// <summary>As it is, or in a way that breaks, which another rule says.</summary>
    private static bool IsRecorded(IReadOnlyDictionary<string, WireShape> recorded, WireShape now) =>
        recorded.TryGetValue(now.Name, out var before) && (ContractComparison.Breaks(before, now).Any() || ContractFile.Write([before]) == ContractFile.Write([now]));
}
