using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace Mailbox.Analyzers.Deliveries;

/// <summary>
/// Whether a loop's delivery is settled on every path to the next round or out of the loop, by the compiler's control flow graph. A path that
/// throws is left alone: it is no path of the loop's. Handing the delivery to somebody else counts as settling: it is theirs then.
/// </summary>
internal sealed class Settlement
{
    private readonly ControlFlowGraph _graph;
    private readonly ControlFlowRegion _body;
    private readonly SettlingOperations _operations;
    private readonly Dictionary<int, bool> _settledAtStart = [];
    private readonly Queue<BasicBlock> _open = new();
    private bool _leaves;

    private Settlement(ControlFlowGraph graph, ControlFlowRegion body, ILocalSymbol delivery) =>
        (_graph, _body, _operations) = (graph, body, new SettlingOperations(delivery, graph));

    /// <summary>True when it is settled for certain, or when that cannot be told.</summary>
    public static bool IsCertain(ControlFlowGraph graph, ILocalSymbol delivery)
    {
        foreach (var one in Graphs.Of(graph))
        {
            if (Graphs.Regions(one.Root).FirstOrDefault(region => region.Locals.Contains(delivery, SymbolEqualityComparer.Default)) is { } body)
            {
                return new Settlement(one, body, delivery).IsCertain();
            }
        }

        return true;
    }

    private bool IsCertain()
    {
        Reach(_graph.Blocks[_body.FirstBlockOrdinal], isSettled: false);
        while (_open.Count > 0 && !_leaves)
        {
            Follow(_open.Dequeue());
        }

        return !_leaves;
    }

    private void Follow(BasicBlock block)
    {
        var atStart = _settledAtStart[block.Ordinal];
        foreach (var handler in HandlersOf(block))
        {
            Reach(handler, atStart); // What is tried may fail before it settles.
        }

        var isSettled = atStart || block.Operations.Any(_operations.Settles) || (block.BranchValue is { } value && _operations.Settles(value, isHandedOut: block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Return));
        Take(block.ConditionalSuccessor, isSettled);
        Take(block.FallThroughSuccessor, isSettled);
    }

    private void Take(ControlFlowBranch? branch, bool isSettled)
    {
        if (branch?.Destination is not { } next)
        {
            return; // It throws, or ends a finally block, which its branches are followed around.
        }

        isSettled |= branch.FinallyRegions.Any(region => Graphs.Blocks(_graph, region).Any(block => block.Operations.Any(_operations.Settles)));
        if (Contains(next))
        {
            Reach(next, isSettled);
        }
        else
        {
            _leaves |= !isSettled;
        }
    }

    private void Reach(BasicBlock block, bool isSettled)
    {
        // Where paths meet it is settled only if it is on all of them.
        if (!_settledAtStart.TryGetValue(block.Ordinal, out var known) || (known && !isSettled))
        {
            _settledAtStart[block.Ordinal] = isSettled;
            _open.Enqueue(block);
        }
    }

    private bool Contains(BasicBlock block) => block.Ordinal >= _body.FirstBlockOrdinal && block.Ordinal <= _body.LastBlockOrdinal;

    /// <summary>The handlers of the tries that begin with this block.</summary>
    private IEnumerable<BasicBlock> HandlersOf(BasicBlock block)
    {
        for (var region = block.EnclosingRegion; region is not null && region != _body; region = region.EnclosingRegion)
        {
            if (region.Kind == ControlFlowRegionKind.Try && region.FirstBlockOrdinal == block.Ordinal && region.EnclosingRegion is { Kind: ControlFlowRegionKind.TryAndCatch } whole)
            {
                foreach (var handler in whole.NestedRegions.Where(static one => one.Kind != ControlFlowRegionKind.Try))
                {
                    yield return _graph.Blocks[handler.FirstBlockOrdinal];
                }
            }
        }
    }
}
