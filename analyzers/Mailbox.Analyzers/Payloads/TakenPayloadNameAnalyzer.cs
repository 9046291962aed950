using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq;
using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mailbox.Analyzers.Payloads;

/// <summary>MBX002: A payload's name is its own.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TakenPayloadNameAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MBX002", "A payload's name is its own", "'{0}' and '{1}' are both named '{2}'; whoever gets one cannot tell which it is", "Payloads", DiagnosticSeverity.Error, isEnabledByDefault: true,
        helpLinkUri: "docs/diagnostics/MBX002.md", customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var payloads = new ConcurrentBag<(string Name, INamedTypeSymbol Type)>();
            start.RegisterSymbolAction(
                symbol =>
                {
                    var type = (INamedTypeSymbol)symbol.Symbol;
                    if (type.Attribute(MetadataNames.Payload)?.First() is string name)
                    {
                        payloads.Add((name, type));
                    }
                },
                SymbolKind.NamedType);
            start.RegisterCompilationEndAction(end =>
            {
                foreach (var twins in payloads.GroupBy(static one => one.Name).Where(static group => group.Count() > 1))
                {
                    var sorted = twins.Select(static one => one.Type).OrderBy(static type => type.ToDisplayString(), System.StringComparer.Ordinal).ToList();
                    foreach (var type in sorted.Skip(1))
                    {
                        end.ReportDiagnostic(Diagnostic.Create(Rule, type.Locations[0], sorted[0].Name, type.Name, twins.Key));
                    }
                }
            });
        });
    }
}
