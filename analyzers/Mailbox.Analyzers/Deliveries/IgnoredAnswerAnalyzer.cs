using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Mailbox.Analyzers.Deliveries;

/// <summary>MBX013: Who asks wants the answer.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class IgnoredAnswerAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MBX013", "Who asks wants the answer", "The answer of this request is not looked at; send it with SendAsync if none is wanted, or discard it with '_ ='", "Deliveries", DiagnosticSeverity.Warning,
        isEnabledByDefault: true, helpLinkUri: "docs/diagnostics/MBX013.md");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(
            static operation =>
            {
                var statement = (IExpressionStatementOperation)operation.Operation;
                if (statement.Operation.Inner() is IInvocationOperation call && call.TargetMethod.IsRequest())
                {
                    operation.ReportDiagnostic(Diagnostic.Create(Rule, call.Syntax.GetLocation()));
                }
            },
            OperationKind.ExpressionStatement);
    }
}
