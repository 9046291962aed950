using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mailbox.Analyzers.Deliveries;

/// <summary>Calls of the runtime, by metadata name.</summary>
internal static class MailboxCalls
{
    public const string AgentMailbox = "Mailbox.AgentMailbox";
    public const string Delivery = "Mailbox.MessageDelivery";

    public static bool IsOn(this IMethodSymbol method, string type) => method.ContainingType?.ToDisplayString() == type;

    public static bool IsRequest(this IMethodSymbol method) => method.Name == "RequestAsync" && method.IsOn(AgentMailbox);

    /// <summary>Without conversions, awaits and ConfigureAwait around it.</summary>
    public static IOperation Inner(this IOperation operation) => operation switch
    {
        IConversionOperation conversion => conversion.Operand.Inner(),
        IAwaitOperation awaiting => awaiting.Operation.Inner(),
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask", Instance: { } instance } => instance.Inner(),
        _ => operation,
    };

    /// <summary>Whether an argument for a cancellation token is missing, or none that could ever be cancelled.</summary>
    public static bool LacksToken(this IInvocationOperation call)
    {
        var argument = call.Arguments.FirstOrDefault(static one => one.Parameter?.Type.ToDisplayString() == "System.Threading.CancellationToken");
        return argument is not null && (argument.ArgumentKind == ArgumentKind.DefaultValue
            || argument.Value.Inner() is IDefaultValueOperation or IPropertyReferenceOperation { Property: { Name: "None", IsStatic: true } });
    }
}
