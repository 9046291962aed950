using System.Linq;
using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mailbox.Analyzers.Handlers;

/// <summary>MBX016: A class with handlers must be one that can be extended.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HandlerClassAnalyzer() : HandlerAnalyzer(Rule)
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MBX016", "A class with handlers must be one that can be extended", "'{0}' {1}, so the generator cannot add the dispatch of its [Handles] methods", "Handlers", DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: "docs/diagnostics/MBX016.md");

    private protected override void Analyze(SymbolAnalysisContext context, IMethodSymbol method, HandlerSignature signature)
    {
        var closed = method.ContainingType.AndContainingTypes().FirstOrDefault(static type => !HandlerParser.IsPartial(type)) ?? method.ContainingType;
        if (HandlerParser.WhyNot(method.ContainingType) is { } reason && SymbolEqualityComparer.Default.Equals(HandlerParser.MethodsOf(method.ContainingType).FirstOrDefault(), method))
        {
            Report(context, closed.Locations[0], closed.Name, reason);
        }
    }
}
