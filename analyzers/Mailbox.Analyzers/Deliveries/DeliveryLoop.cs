using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mailbox.Analyzers.Deliveries;

/// <summary>A foreach over deliveries that were claimed for it.</summary>
internal static class DeliveryLoop
{
    /// <summary>The loop's delivery; null when it goes over something else, or over deliveries that somebody else may be settling.</summary>
    public static ILocalSymbol? VariableOf(IForEachLoopOperation loop) => loop.Collection.Inner() is IInvocationOperation call && IsClaim(call)
        ? loop.Locals.FirstOrDefault(static local => local.Type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString() == MailboxCalls.Delivery)
        : null;

    private static bool IsClaim(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "ReceiveAsync" or "ClaimAsync" => call.TargetMethod.IsOn(MailboxCalls.AgentMailbox),
        "WithCancellation" when call.Arguments.Length > 0 => call.Arguments[0].Value.Inner() is IInvocationOperation inner && IsClaim(inner),
        _ => false,
    };
}
