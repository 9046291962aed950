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
                    foreach (var call in loop.Body.Descendants().OfType<IAwaitOperation>().Select(static one => one.Operation.Inner()).OfType<IInvocationOperation>().Where(IsUnbounded))
                    {
                        operation.ReportDiagnostic(Diagnostic.Create(
                            Rule, call.Syntax.GetLocation(), ImmutableDictionary<string, string?>.Empty.Add("delivery", delivery.Name), call.TargetMethod.Name, delivery.Name));
                    }
                }
            },
            OperationKind.Loop);
    }

    // What the delivery itself does knows its lease; and of what a mailbox does, only waiting for others takes any time.
    private static bool IsUnbounded(IInvocationOperation call) => call.LacksToken() && !call.TargetMethod.IsOn(MailboxCalls.Delivery)
        && (!call.TargetMethod.IsOn(MailboxCalls.AgentMailbox) || call.TargetMethod.Name is "RequestAsync" or "ResumeAsync" or "WaitForReceiptAsync");
}
