using System.Collections.Immutable;
using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Mailbox.Analyzers.Handlers;

/// <summary>MBX012: A handler must not block, nor be async void.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BlockingHandlerAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MBX012", "A handler must not block, nor be async void", "{0}", "Handlers", DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: "docs/diagnostics/MBX012.md");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(
            static symbol =>
            {
                var method = (IMethodSymbol)symbol.Symbol;
                if (method is { IsAsync: true, ReturnsVoid: true } && method.Has(MetadataNames.Handles))
                {
                    symbol.ReportDiagnostic(Diagnostic.Create(Rule, method.Locations[0], $"The handler '{method.Name}' is async void: its message is acknowledged before it is done, and what it throws ends the process; return Task"));
                }
            },
            SymbolKind.Method);
        context.RegisterOperationAction(
            static operation =>
            {
                if (operation.ContainingSymbol.Has(MetadataNames.Handles) && Blocks(operation.Operation) is { } what)
                {
                    operation.ReportDiagnostic(Diagnostic.Create(
                        Rule, operation.Operation.Syntax.GetLocation(), $"'{what}' blocks a thread while the handler '{operation.ContainingSymbol.Name}' waits, and can lock up the agent; await instead"));
                }
            },
            OperationKind.Invocation,
            OperationKind.PropertyReference);
    }

    private static string? Blocks(IOperation operation) => operation switch
    {
        IPropertyReferenceOperation { Property: { Name: "Result", ContainingType: var type } } when IsTask(type) => "Result",
        IInvocationOperation { TargetMethod: { Name: "Wait" or "WaitAll" or "WaitAny", ContainingType: var type } method } when IsTask(type) => method.Name,
        IInvocationOperation { TargetMethod: { Name: "GetResult", ContainingType: var type } } when type.ContainingNamespace.ToDisplayString() == "System.Runtime.CompilerServices" => "GetResult",
        IInvocationOperation { TargetMethod: { Name: "Sleep", ContainingType: var type } } when type.ToDisplayString() == "System.Threading.Thread" => "Thread.Sleep",
        _ => null,
    };

    private static bool IsTask(INamedTypeSymbol type) => type.Name is "Task" or "ValueTask" && type.ContainingNamespace.ToDisplayString() == "System.Threading.Tasks";
}
