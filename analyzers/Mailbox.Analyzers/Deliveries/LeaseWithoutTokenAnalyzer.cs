using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Mailbox.Analyzers.Deliveries;

/// <summary>MBX015: Who waits under a lease listens to it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LeaseWithoutTokenAnalyzer() : OperationAnalyzer(Rule, OperationKind.Loop)
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MBX015", "Who waits under a lease listens to it", "'{0}' can take any time, and does not learn when the lease of '{1}' is lost; give it '{1}.LeaseLost', or a token that is linked with it", "Deliveries", DiagnosticSeverity.Warning,
        isEnabledByDefault: true, helpLinkUri: "docs/diagnostics/MBX015.md");

    private protected override void Analyze(OperationAnalysisContext context)
    {
        if (context.Operation is not IForEachLoopOperation loop || DeliveryLoop.VariableOf(loop) is not { } delivery)
        {
            return;
        }

        var stops = loop.Collection.DescendantsAndSelf().Select(Token).Where(static token => token is not null).ToImmutableHashSet(SymbolEqualityComparer.Default);
        foreach (var call in loop.Body.Descendants().OfType<IAwaitOperation>().SelectMany(static one => Awaited(one.Operation)).Where(IsOfOthers))
        {
            if (call.MissingToken() is { } parameter)
            {
                context.ReportDiagnostic(Missing(call, parameter, delivery));
            }
            else if (call.Arguments.FirstOrDefault(one => Token(one.Value.Inner()) is { } token && stops.Contains(token)) is { } given)
            {
                // The loop's token says when to stop, and nothing of the lease. What to link it with is the author's to write.
                context.ReportDiagnostic(Diagnostic.Create(Rule, given.Syntax.GetLocation(), call.TargetMethod.Name, delivery.Name));
            }
        }
    }

    private static Diagnostic Missing(IInvocationOperation call, IParameterSymbol parameter, ILocalSymbol delivery)
    {
        var isNext = call.Arguments.Count(static one => one.ArgumentKind == ArgumentKind.Explicit) == parameter.Ordinal;
        var properties = ImmutableDictionary<string, string?>.Empty.Add("delivery", delivery.Name).Add("parameter", parameter.Name).Add("isNext", isNext ? "yes" : null);
        var written = call.Written(parameter) is { } argument ? [argument.GetLocation()] : System.Array.Empty<Location>();
        return Diagnostic.Create(Rule, call.Syntax.GetLocation(), written, properties, call.TargetMethod.Name, delivery.Name);
    }

    /// <summary>The calls that an await waits for: the awaited one, and those that a WhenAll or WhenAny is given.</summary>
    private static IEnumerable<IInvocationOperation> Awaited(IOperation operation) => operation.Inner() is not IInvocationOperation call ? []
        : call.TargetMethod.Name is "WhenAll" or "WhenAny" ? call.Arguments.SelectMany(static one => one.Value.DescendantsAndSelf()).OfType<IInvocationOperation>().Where(static one => one.Type?.Name is "Task" or "ValueTask")
        : [call];

    private static ISymbol? Token(IOperation operation) => operation.Type?.ToDisplayString() != "System.Threading.CancellationToken" ? null : operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    // What the delivery itself does knows its lease; and of what a mailbox does, only waiting for others takes any time.
    private static bool IsOfOthers(IInvocationOperation call) => !call.TargetMethod.IsOn(MailboxCalls.Delivery)
        && (!call.TargetMethod.IsOn(MailboxCalls.AgentMailbox) || call.TargetMethod.Name is "RequestAsync" or "ResumeAsync" or "WaitForReceiptAsync");
}
