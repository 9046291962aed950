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

    /// <summary>Whether it could be given a cancellation token and is not, or is given one that can never be cancelled.</summary>
    public static bool LacksToken(this IInvocationOperation call)
    {
        var argument = call.Arguments.FirstOrDefault(static one => IsToken(one.Parameter));
        return argument is null
            ? call.TargetMethod.ContainingType?.GetMembers(call.TargetMethod.Name).OfType<IMethodSymbol>().Any(other => IsSameWithToken(call.TargetMethod.OriginalDefinition, other)) == true
            : argument.ArgumentKind == ArgumentKind.DefaultValue || argument.Value.Inner() is IDefaultValueOperation or IPropertyReferenceOperation { Property: { Name: "None", IsStatic: true } };
    }

    private static bool IsToken(IParameterSymbol? parameter) => parameter?.Type.ToDisplayString() == "System.Threading.CancellationToken";

    private static bool IsSameWithToken(IMethodSymbol method, IMethodSymbol other) =>
        other.Parameters.Length == method.Parameters.Length + 1 && IsToken(other.Parameters[other.Parameters.Length - 1])
        && method.Parameters.Zip(other.Parameters, static (one, two) => SymbolEqualityComparer.Default.Equals(one.Type.OriginalDefinition, two.Type.OriginalDefinition)).All(static same => same);
}
