using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mailbox.Analyzers.Handlers;

/// <summary>MBX011: An asynchronous handler should take a cancellation token.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HandlerTokenAnalyzer() : HandlerAnalyzer(Rule)
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MBX011", "An asynchronous handler should take a cancellation token", "'{0}' takes no CancellationToken: it does not learn that its lease is lost or the agent stops, and may do in vain what somebody else is doing", "Handlers", DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: "docs/diagnostics/MBX011.md");

    private protected override void Analyze(SymbolAnalysisContext context, IMethodSymbol method, HandlerSignature signature)
    {
        if (signature is { Problem: null, IsAwaited: true } && !signature.Parameters.Contains("c"))
        {
            Report(context, method.Locations[0], method.Name);
        }
    }
}
