using Mailbox.TestKit;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mailbox.Conventions.Tests;

/// <summary>Inside src/Mailbox arrows point down: each folder may use those before it in the list, and nobody may use what a user holds.</summary>
public sealed class LayerTests
{
    private static readonly string[] BottomUp = ["Mailbox.Diagnostics", "Mailbox.Json", "Mailbox.Payloads", "Mailbox.Processes", "Mailbox.Files", "Mailbox.Teams", "Mailbox.Store", "Mailbox.Agents", "Mailbox.Delivery", "Mailbox.Requests", "Mailbox.Rooms", "Mailbox.Topics", "Mailbox.Tasks"];
    private static readonly string[] Handles = ["AgentMailbox", "MessageDelivery", "AgentTeams", "TemporaryTeam", "TeamObserver", "AgentRooms", "Room", "AgentTopics", "TaskList", "TaskClaim"];

    [Fact]
    public void Arrows_point_down()
    {
        var compilation = Compile();
        List<string> upward = [];
        foreach (var tree in compilation.SyntaxTrees)
        {
            var model = compilation.GetSemanticModel(tree);
            var root = tree.GetRoot();
            var from = root.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().First().Name.ToString();
            if (from == "Mailbox")
            {
                continue; // The vocabulary and the handles: what a user sees.
            }

            upward.AddRange(root.DescendantNodes().OfType<SimpleNameSyntax>()
                .Select(name => model.GetSymbolInfo(name).Symbol)
                .Select(symbol => symbol as INamedTypeSymbol ?? symbol?.ContainingType)
                .Where(type => type is not null && IsUp(from, type))
                .Select(type => $"{Path.GetRelativePath(Repository.Root, tree.FilePath)} uses {type!.ToDisplayString()}"));
        }

        Assert.Empty(upward.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_folder_has_its_place_in_the_order()
    {
        var namespaces = Repository.Sources("src", "Mailbox")
            .Select(file => File.ReadLines(file).First(line => line.StartsWith("namespace ", StringComparison.Ordinal))[10..].TrimEnd(';'))
            .Distinct(StringComparer.Ordinal);

        Assert.All(namespaces, name => Assert.True(name == "Mailbox" || Array.Exists(BottomUp, layer => IsIn(name, layer)), name));
    }

    private static bool IsUp(string from, INamedTypeSymbol type)
    {
        var to = type.ContainingNamespace.ToDisplayString();
        return to == "Mailbox" ? Handles.Contains(type.Name) : Rank(to) > Rank(from);
    }

    private static int Rank(string name) => Array.FindIndex(BottomUp, layer => IsIn(name, layer));

    private static bool IsIn(string name, string layer) => name == layer || name.StartsWith(layer + ".", StringComparison.Ordinal);

    private static CSharpCompilation Compile()
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => Path.GetFileName(path) != "Mailbox.dll");
        var compilation = CSharpCompilation.Create("layers",
            [.. Repository.Sources("src", "Mailbox").Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, file)),
                CSharpSyntaxTree.ParseText("global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks; namespace Mailbox;", options)],
            platform.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));

        // Generators do not run here, so partial methods lack their other half; a type that is not found would hide an arrow.
        Assert.DoesNotContain(compilation.GetDiagnostics(), diagnostic => diagnostic.Id is "CS0246" or "CS0234");
        return compilation;
    }
}
