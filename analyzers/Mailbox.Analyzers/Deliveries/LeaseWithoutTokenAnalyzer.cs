using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Mailbox.Analyzers.Deliveries;

/// <summary>MBX015: Who waits under a lease listens to it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LeaseWithoutTokenAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MBX015", "Who waits under a lease listens to it", "'{0}' can take any time, and does not learn when the lease of '{1}' is lost; give it '{1}.LeaseLost'", "Deliveries", DiagnosticSeverity.Warning,
        isEnabledByDefault: true, helpLinkUri: "docs/diagnostics/MBX015.md");

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
                if (operation.Operation is IForEachLoopOperation loop && DeliveryLoop.VariableOf(loop) is { } delivery)
                {
                    foreach (var call in loop.Body.Descendants().OfType<IAwaitOperation>().SelectMany(static one => Awaited(one.Operation)).Where(static call => IsUnbounded(call)))
                    {
                        var parameter = call.MissingToken()!;
                        var properties = ImmutableDictionary<string, string?>.Empty.Add("delivery", delivery.Name).Add("parameter", parameter.Name)
                            .Add("isNext", call.Arguments.Count(static one => one.ArgumentKind == ArgumentKind.Explicit) == parameter.Ordinal ? "yes" : null);
                        var written = call.Written(parameter) is { } argument ? [argument.GetLocation()] : System.Array.Empty<Location>();
                        operation.ReportDiagnostic(Diagnostic.Create(Rule, call.Syntax.GetLocation(), written, properties, call.TargetMethod.Name, delivery.Name));
                    }
                }
            },
            OperationKind.Loop);
    }

    /// <summary>The calls that an await waits for: the awaited one, and those that a WhenAll or WhenAny is given.</summary>
    private static IEnumerable<IInvocationOperation> Awaited(IOperation operation) => operation.Inner() is not IInvocationOperation call ? []
        : call.TargetMethod.Name is "WhenAll" or "WhenAny" ? call.Arguments.SelectMany(static one => one.Value.DescendantsAndSelf()).OfType<IInvocationOperation>().Where(static one => one.Type?.Name is "Task" or "ValueTask")
        : [call];

    // What the delivery itself does knows its lease; and of what a mailbox does, only waiting for others takes any time.
    private static bool IsUnbounded(IInvocationOperation call) => call.MissingToken() is not null && !call.TargetMethod.IsOn(MailboxCalls.Delivery)
        && (!call.TargetMethod.IsOn(MailboxCalls.AgentMailbox) || call.TargetMethod.Name is "RequestAsync" or "ResumeAsync" or "WaitForReceiptAsync");
}
