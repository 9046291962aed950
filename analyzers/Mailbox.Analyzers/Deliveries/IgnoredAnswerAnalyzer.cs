using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Mailbox.Analyzers.Deliveries;

/// <summary>MBX013: Who asks wants the answer.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class IgnoredAnswerAnalyzer() : OperationAnalyzer(Rule, OperationKind.ExpressionStatement)
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MBX013", "Who asks wants the answer", "The answer of this request is not looked at; send it with SendAsync if none is wanted, or discard it with '_ ='", "Deliveries", DiagnosticSeverity.Warning,
        isEnabledByDefault: true, helpLinkUri: "docs/diagnostics/MBX013.md");

    private protected override void Analyze(OperationAnalysisContext context)
    {
        var statement = (IExpressionStatementOperation)context.Operation;
        if (statement.Operation.Inner() is IInvocationOperation call && call.TargetMethod.IsRequest())
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, call.Syntax.GetLocation()));
        }
    }
}
