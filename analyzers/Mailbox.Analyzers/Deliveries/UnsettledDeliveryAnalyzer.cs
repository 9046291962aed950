using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Mailbox.Analyzers.Deliveries;

/// <summary>MBX014: A delivery is settled on every path.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnsettledDeliveryAnalyzer() : OperationAnalyzer(Rule, OperationKind.Loop)
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MBX014", "A delivery is settled on every path", "'{0}' is not acknowledged, rejected, answered or given back on every path through this loop; its lease renews itself, and nobody else gets the message", "Deliveries",
        DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: "docs/diagnostics/MBX014.md");

    private protected override void Analyze(OperationAnalysisContext context)
    {
        if (context.Operation is IForEachLoopOperation loop && DeliveryLoop.VariableOf(loop) is { } delivery && !Settlement.IsCertain(context.GetControlFlowGraph(), delivery))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, delivery.Locations[0], delivery.Name));
        }
    }
}
