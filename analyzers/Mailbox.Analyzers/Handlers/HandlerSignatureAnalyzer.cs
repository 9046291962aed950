using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mailbox.Analyzers.Handlers;

/// <summary>MBX009: A handler's signature must be one that messages fit.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HandlerSignatureAnalyzer() : HandlerAnalyzer(Rule)
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MBX009", "A handler's signature must be one that messages fit", "The handler '{0}' {1}", "Handlers", DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: "docs/diagnostics/MBX009.md");

    private protected override void Analyze(SymbolAnalysisContext context, IMethodSymbol method, HandlerSignature signature)
    {
        if (signature.Problem is { } problem && method is not { IsAsync: true, ReturnsVoid: true })
        {
            Report(context, method.Locations[0], method.Name, problem);
        }
    }
}
