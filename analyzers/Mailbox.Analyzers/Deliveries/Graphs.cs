using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mailbox.Analyzers.Deliveries;

/// <summary>Walks over control flow graphs.</summary>
internal static class Graphs
{
    /// <summary>A graph, and those of the lambdas and local functions in it.</summary>
    public static IEnumerable<ControlFlowGraph> Of(ControlFlowGraph graph)
    {
        yield return graph;
        var inner = graph.LocalFunctions.Select(function => graph.GetLocalFunctionControlFlowGraph(function))
            .Concat(graph.Blocks.SelectMany(static block => block.BranchValue is { } value ? block.Operations.Add(value) : block.Operations)
                .SelectMany(static one => one.DescendantsAndSelf()).OfType<IFlowAnonymousFunctionOperation>().Select(function => graph.GetAnonymousFunctionControlFlowGraph(function)));
        foreach (var one in inner.SelectMany(Of))
        {
            yield return one;
        }
    }

    public static IEnumerable<ControlFlowRegion> Regions(ControlFlowRegion region) => region.NestedRegions.SelectMany(Regions).Prepend(region);

    public static IEnumerable<BasicBlock> Blocks(ControlFlowGraph graph, ControlFlowRegion region) =>
        graph.Blocks.Where(block => block.Ordinal >= region.FirstBlockOrdinal && block.Ordinal <= region.LastBlockOrdinal);
}
