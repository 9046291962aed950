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
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" or "WaitAsync", Instance: { } instance } => instance.Inner(),
        IInvocationOperation { TargetMethod: { Name: "ConfigureAwait", IsExtensionMethod: true }, Arguments.Length: > 0 } call => call.Arguments[0].Value.Inner(),
        IConditionalAccessOperation access => access.WhenNotNull.Inner(),
        IParenthesizedOperation inner => inner.Operand.Inner(),
        _ => operation,
    };

    /// <summary>The parameter for a cancellation token that a call could be given and is not, or is given one that can never be cancelled; else null.</summary>
    public static IParameterSymbol? MissingToken(this IInvocationOperation call)
    {
        var argument = call.Arguments.FirstOrDefault(static one => IsToken(one.Parameter));
        if (argument is null)
        {
            var from = call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart)?.ContainingType;
            return call.TargetMethod.ContainingType?.GetMembers(call.TargetMethod.Name).OfType<IMethodSymbol>()
                .Where(other => from is null || call.SemanticModel!.Compilation.IsSymbolAccessibleWithin(other, from))
                .FirstOrDefault(other => IsSameWithToken(call.TargetMethod.OriginalDefinition, other))?.Parameters.Last();
        }

        var isNone = argument.ArgumentKind == ArgumentKind.DefaultValue
            || argument.Value.Inner() is IDefaultValueOperation or IPropertyReferenceOperation { Property: { Name: "None", IsStatic: true } } or IObjectCreationOperation { Arguments.Length: 0 };
        return isNone ? argument.Parameter : null;
    }

    /// <summary>The argument for a parameter, as it is written; null when it is not.</summary>
    public static SyntaxNode? Written(this IInvocationOperation call, IParameterSymbol parameter) =>
        call.Arguments.FirstOrDefault(one => one.ArgumentKind == ArgumentKind.Explicit && SymbolEqualityComparer.Default.Equals(one.Parameter, parameter))?.Syntax;

    private static bool IsToken(IParameterSymbol? parameter) => parameter?.Type.ToDisplayString() == "System.Threading.CancellationToken";

    private static bool IsSameWithToken(IMethodSymbol method, IMethodSymbol other) =>
        other.Parameters.Length == method.Parameters.Length + 1 && IsToken(other.Parameters[other.Parameters.Length - 1])
        && method.Parameters.Zip(other.Parameters, static (one, two) => SymbolEqualityComparer.Default.Equals(one.Type.OriginalDefinition, two.Type.OriginalDefinition)).All(static same => same);
}
