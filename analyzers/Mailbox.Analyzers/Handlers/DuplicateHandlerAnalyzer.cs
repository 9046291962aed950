using System.Linq;
using Mailbox.Generators.Model;
using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mailbox.Analyzers.Handlers;

/// <summary>MBX008: A message has one handler.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DuplicateHandlerAnalyzer() : HandlerAnalyzer(Rule)
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MBX008", "A message has one handler", "'{0}' and '{1}' both handle {2}; only the first is called", "Handlers", DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: "docs/diagnostics/MBX008.md");

    private protected override void Analyze(SymbolAnalysisContext context, IMethodSymbol method, HandlerSignature signature)
    {
        if (signature.Problem is not null)
        {
            return;
        }

        var first = HandlerParser.MethodsOf(method.ContainingType).FirstOrDefault(other => HandlerSignature.Of(other) is { Problem: null } one && one.Key == signature.Key);
        if (first is not null && !SymbolEqualityComparer.Default.Equals(first, method))
        {
            Report(context, method.Locations[0], first.Name, method.Name, signature.Kind switch
            {
                HandlerKind.Text => "plain text",
                HandlerKind.Unknown => "unknown payloads",
                _ => $"'{signature.Key}'",
            });
        }
    }
}
