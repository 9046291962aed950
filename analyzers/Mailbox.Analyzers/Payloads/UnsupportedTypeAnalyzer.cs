using System.Linq;
using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mailbox.Analyzers.Payloads;

/// <summary>MBX004: A payload holds only what can travel.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnsupportedTypeAnalyzer() : PayloadAnalyzer(Rule)
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MBX004", "A payload holds only what can travel", "'{0}' is '{1}', which cannot travel: {2}", "Payloads", DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: "docs/diagnostics/MBX004.md");

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type, AttributeData attribute)
    {
        if (UnreachablePayloadAnalyzer.WhyNot(type) is not null)
        {
            return;
        }

        // A generic payload as if it were closed with something that travels; and the closed one that it asks for.
        var shapes = new ShapeParser(context.Compilation, context.CancellationToken);
        shapes.Visit(type.Arity == 0 ? type : type.Construct([.. type.TypeParameters.Select(_ => (ITypeSymbol)context.Compilation.GetSpecialType(SpecialType.System_String))]), type.Name, type);
        if (type.ResponseType() is INamedTypeSymbol { IsGenericType: true } response && response.IsPayload())
        {
            shapes.Visit(response, response.Name, type);
        }

        foreach (var problem in shapes.Problems)
        {
            var own = problem.Symbol?.Locations.FirstOrDefault(place => place.IsInSource
                && type.DeclaringSyntaxReferences.Any(part => part.SyntaxTree == place.SourceTree && part.Span.Contains(place.SourceSpan)));
            Report(context, own ?? type.Locations[0], problem.Path, problem.Type, problem.Reason);
        }
    }
}
