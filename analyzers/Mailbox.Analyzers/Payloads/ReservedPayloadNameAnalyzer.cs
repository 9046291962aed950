using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mailbox.Analyzers.Payloads;

/// <summary>MBX003: A payload must not take a name of Agent Teams.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReservedPayloadNameAnalyzer() : PayloadAnalyzer(Rule)
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MBX003", "A payload must not take a name of Agent Teams", "'{0}' is a type name of Agent Teams or of Mailbox itself; Claude Code and Mailbox would take this payload for theirs", "Payloads", DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: "docs/diagnostics/MBX003.md");

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type, AttributeData attribute)
    {
        if (attribute.First() is string name && WireName.IsReserved(name) && context.Compilation.AssemblyName != "Mailbox")
        {
            Report(context, Place(attribute, type), name);
        }
    }
}
