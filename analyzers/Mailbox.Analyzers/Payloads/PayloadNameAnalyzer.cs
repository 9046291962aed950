using System.Linq;
using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mailbox.Analyzers.Payloads;

/// <summary>MBX001: A payload needs a well-formed name.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PayloadNameAnalyzer() : PayloadAnalyzer(Rule)
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MBX001", "A payload needs a well-formed name", "The payload's name '{0}' is not of lower-case words of a-z and 0-9, the first beginning with a letter, joined by '.', '-' or '_'; at most 100 characters", "Payloads", DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: "docs/diagnostics/MBX001.md");

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type, AttributeData attribute)
    {
        var name = PayloadParser.NameOf(type.Arity > 0 ? Closed(type, context.Compilation) : type) ?? "";
        if (!WireName.IsWellFormed(name))
        {
            Report(context, Place(attribute, type), attribute.First() as string ?? "");
        }
    }

    /// <summary>With something in place of its type parameters: what counts is the name that comes out.</summary>
    private static INamedTypeSymbol Closed(INamedTypeSymbol type, Compilation compilation)
    {
        var filling = compilation.GetSpecialType(SpecialType.System_String);
        return type.Construct([.. type.TypeParameters.Select(_ => (ITypeSymbol)filling)]);
    }
}
