using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mailbox.Analyzers.Deliveries;

/// <summary>
/// Whether a delivery is settled on every path through a piece of code. A path that throws counts as settled: the loop ends, and the message
/// comes back. Handing the delivery to somebody else does too: it is theirs then.
/// </summary>
internal sealed class Settlement(ILocalSymbol delivery)
{
    private static readonly string[] Settling = ["AcknowledgeAsync", "TryAcknowledgeAsync", "RejectAsync", "DeadLetterAsync", "ReleaseAsync", "ReplyAsync", "ReplyErrorAsync", "DisposeAsync"];

    /// <summary>How a piece of code ends.</summary>
    private enum End
    {
        /// <summary>It goes on, and the delivery is as it was.</summary>
        Open,

        /// <summary>Every way out of it settled, or never comes out.</summary>
        Settled,

        /// <summary>It leaves the loop's body without settling.</summary>
        Left,
    }

    public bool IsCertain(IOperation body) => EndOf(body) == End.Settled;

    private End EndOf(IOperation? operation) => operation switch
    {
        null => End.Open,
        IBlockOperation block => Sequence(block),
        IConditionalOperation choice => Conditional(choice),
        ISwitchOperation choice => Switch(choice),
        ITryOperation attempt => Try(attempt),
        IUsingOperation scope => Mentions(scope.Resources) ? End.Settled : First(EndOf(scope.Resources), scope.Body),
        ILockOperation scope => EndOf(scope.Body),
        ILabeledOperation label => EndOf(label.Operation),
        IThrowOperation => End.Settled,
        IBranchOperation or IReturnOperation => operation.ChildOperations.Any(Settles) ? End.Settled : End.Left,
        ILoopOperation loop => Loop(loop),
        _ => Settles(operation) ? End.Settled : End.Open,
    };

    private End First(End end, IOperation next) => end == End.Open ? EndOf(next) : end;

    private End Sequence(IBlockOperation block)
    {
        foreach (var operation in block.Operations)
        {
            if (EndOf(operation) is not End.Open and var end)
            {
                return end;
            }
        }

        return End.Open;
    }

    private End Conditional(IConditionalOperation choice) =>
        Settles(choice.Condition) ? End.Settled : Join(EndOf(choice.WhenTrue), EndOf(choice.WhenFalse));

    private End Switch(ISwitchOperation choice)
    {
        var hasDefault = choice.Cases.Any(static section => section.Clauses.Any(static clause => clause.CaseKind == CaseKind.Default));
        return choice.Cases.Select(Section).Append(hasDefault ? End.Settled : End.Open).Aggregate(Join);
    }

    // A break ends the section, not the loop's body.
    private End Section(ISwitchCaseOperation section)
    {
        foreach (var operation in section.Body)
        {
            if (operation is IBranchOperation { BranchKind: BranchKind.Break })
            {
                return End.Open;
            }

            var end = operation is IBlockOperation block && block.Operations.LastOrDefault() is IBranchOperation { BranchKind: BranchKind.Break }
                ? block.Operations.Take(block.Operations.Length - 1).Select(EndOf).FirstOrDefault(static one => one != End.Open)
                : EndOf(operation);
            if (end != End.Open)
            {
                return end;
            }
        }

        return End.Open;
    }

    private End Try(ITryOperation attempt)
    {
        if (EndOf(attempt.Finally) == End.Settled)
        {
            return End.Settled;
        }

        return attempt.Catches.Select(handler => EndOf(handler.Handler)).Append(EndOf(attempt.Body)).Aggregate(Join);
    }

    /// <summary>It may not run even once; unless it runs for ever.</summary>
    private End Loop(ILoopOperation loop) =>
        loop is IWhileLoopOperation { Condition.ConstantValue: { HasValue: true, Value: true } } && Settles(loop.Body) ? End.Settled
        : loop is IForEachLoopOperation each && Mentions(each.Collection) ? End.Settled
        : End.Open;

    private static End Join(End one, End other) => one == End.Left || other == End.Left ? End.Left : one == End.Settled && other == End.Settled ? End.Settled : End.Open;

    /// <summary>Whether it settles somewhere inside, or hands the delivery on.</summary>
    private bool Settles(IOperation operation) => operation.DescendantsAndSelf().Any(one => one is ILocalReferenceOperation reference && IsOurs(reference) && IsSettling(reference));

    private bool Mentions(IOperation operation) => operation.DescendantsAndSelf().Any(one => one is ILocalReferenceOperation reference && IsOurs(reference));

    private bool IsOurs(ILocalReferenceOperation reference) => SymbolEqualityComparer.Default.Equals(reference.Local, delivery);

    private static bool IsSettling(ILocalReferenceOperation reference) => reference.Parent switch
    {
        IInvocationOperation call => Settling.Contains(call.TargetMethod.Name) || !call.TargetMethod.IsOn(MailboxCalls.Delivery),
        IPropertyReferenceOperation => false,
        _ => true,
    };
}
