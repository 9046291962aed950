using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mailbox.Analyzers.Handlers;

/// <summary>MBX010: A handler answers with what its request asks for.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HandlerResultAnalyzer() : HandlerAnalyzer(Rule)
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MBX010", "A handler answers with what its request asks for", "'{0}' returns {1}, but '{2}' asks for '{3}'", "Handlers", DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: "docs/diagnostics/MBX010.md");

    private protected override void Analyze(SymbolAnalysisContext context, IMethodSymbol method, HandlerSignature signature)
    {
        if (signature.Problem is not null || signature.Payload?.ResponseType() is not { } wanted)
        {
            return;
        }

        var returned = signature.Result is { } result && !context.Compilation.HasImplicitConversion(result, wanted) ? $"'{result.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}'"
            : signature.Result is null && !signature.Parameters.Contains("x") ? "nothing, and takes no MessageContext to answer by"
            : null;
        if (returned is not null)
        {
            Report(context, method.Locations[0], method.Name, returned, signature.Payload.Name, wanted.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
        }
    }
}
