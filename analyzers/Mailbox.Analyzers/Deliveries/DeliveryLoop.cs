using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mailbox.Analyzers.Deliveries;

/// <summary>A foreach over deliveries.</summary>
internal static class DeliveryLoop
{
    /// <summary>The loop's delivery; null when it goes over something else.</summary>
    public static ILocalSymbol? VariableOf(IForEachLoopOperation loop) =>
        loop.Locals.FirstOrDefault(static local => local.Type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString() == MailboxCalls.Delivery);
}
