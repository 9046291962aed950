using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mailbox.Analyzers.Deliveries;

/// <summary>Tells which operations settle a delivery, or hand it to somebody who will.</summary>
internal sealed class SettlingOperations
{
    private static readonly ImmutableHashSet<string> Settling = ["AcknowledgeAsync", "TryAcknowledgeAsync", "RejectAsync", "DeadLetterAsync", "ReleaseAsync", "ReplyAsync", "ReplyErrorAsync", "DisposeAsync"];
    private readonly ILocalSymbol _delivery;

    /// <summary>Where the graph keeps the delivery for a moment, as the resource of a using statement.</summary>
    private readonly HashSet<CaptureId> _captures = [];

    public SettlingOperations(ILocalSymbol delivery, ControlFlowGraph graph)
    {
        _delivery = delivery;
        foreach (var capture in graph.Blocks.SelectMany(static block => block.Operations).SelectMany(static one => one.DescendantsAndSelf()).OfType<IFlowCaptureOperation>())
        {
            if (IsDelivery(capture.Value.Inner()))
            {
                _captures.Add(capture.Id);
            }
        }
    }

    public bool Settles(IOperation operation) => Settles(operation, isHandedOut: false);

    /// <param name="operation">What is done.</param>
    /// <param name="isHandedOut">Whether its value is returned.</param>
    public bool Settles(IOperation operation, bool isHandedOut) =>
        (isHandedOut && IsDelivery(operation.Inner())) || operation.DescendantsAndSelf().Any(one => (IsDelivery(one) && IsSettled(one)) || IsCapturedBy(one));

    private bool IsDelivery(IOperation operation) => operation switch
    {
        ILocalReferenceOperation reference => SymbolEqualityComparer.Default.Equals(reference.Local, _delivery),
        IFlowCaptureReferenceOperation reference => _captures.Contains(reference.Id),
        _ => false,
    };

    private static bool IsSettled(IOperation reference)
    {
        var user = reference.Parent;
        while (user is IConversionOperation)
        {
            (reference, user) = (user, user.Parent);
        }

        return user switch
        {
            IInvocationOperation call => call.Instance != reference || Settling.Contains(call.TargetMethod.Name) || !IsOfMailbox(call.TargetMethod),
            IArgumentOperation or IReturnOperation or ICollectionExpressionOperation or IArrayInitializerOperation or ITupleOperation => true,
            IAssignmentOperation assignment => assignment.Value == reference,
            _ => false,
        };
    }

    /// <summary>An extension of the user's own is somebody else.</summary>
    private static bool IsOfMailbox(IMethodSymbol method) => method.IsOn(MailboxCalls.Delivery) || method.Name == "ConfigureAwait" || method.ContainingType?.SpecialType == SpecialType.System_Object;

    private bool IsCapturedBy(IOperation operation) =>
        operation is IFlowAnonymousFunctionOperation && operation.Syntax.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.Text == _delivery.Name);
}
