using Mailbox.TestKit;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mailbox.Conventions.Tests;

public sealed class SizeTests
{
    private static IEnumerable<string> Sources => new[] { "src", "generators", "analyzers" }.Where(folder => Directory.Exists(Path.Combine(Repository.Root, folder))).SelectMany(folder => Repository.Sources(folder));

    [Fact]
    public void Files_are_small()
    {
        var sizes = Sources.Select(file => (Lines: File.ReadLines(file).Count(), File: file)).OrderBy(size => size.Lines).ToList();

        Assert.True(sizes[^1].Lines <= 400, $"{sizes[^1].File} has {sizes[^1].Lines} lines.");
        Assert.True(sizes[sizes.Count / 2].Lines <= 60, $"The median is {sizes[sizes.Count / 2].Lines} lines.");
    }

    [Fact]
    public void A_file_holds_one_type_and_has_its_name()
    {
        foreach (var file in Sources)
        {
            var types = CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes()
                .OfType<BaseTypeDeclarationSyntax>().Where(type => type.Parent is BaseNamespaceDeclarationSyntax).ToList();

            if (types.Count == 0 && Path.GetFileName(file) == "Program.cs")
            {
                continue; // What a program does, in statements.
            }

            Assert.True(types.Count == 1, file);
            var isTwin = types[0] is TypeDeclarationSyntax { TypeParameterList: not null } && File.Exists(Path.Combine(Path.GetDirectoryName(file)!, types[0].Identifier.Text + ".cs")) && file.EndsWith("OfT.cs", StringComparison.Ordinal);
            Assert.Equal(types[0].Identifier.Text + (isTwin ? "OfT" : ""), Path.GetFileName(file).Split('.')[0]);
        }
    }

    [Fact]
    public void The_model_of_the_generator_knows_no_symbols_and_its_emitter_neither()
    {
        Assert.All(Repository.Sources("generators", "Shared", "Model"), file => Assert.DoesNotContain("Microsoft.CodeAnalysis", File.ReadAllText(file), StringComparison.Ordinal));
        Assert.All(Repository.Sources("generators", "Mailbox.Generators", "Emission"), file => Assert.DoesNotContain("Symbol", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public void No_machine_or_registry_is_named_in_the_repository()
    {
        var hosts = new System.Text.RegularExpressions.Regex(@"https?://(?!127\.0\.0\.1|localhost|json-schema\.org|www\.w3\.org)[^\s/""')]*(nuget|npmjs|debian|registry|artifact)[^\s""')]*");

        Assert.All(Sources.Concat(Repository.Sources("tests")), file => Assert.Empty(hosts.Matches(File.ReadAllText(file))));
    }
}
