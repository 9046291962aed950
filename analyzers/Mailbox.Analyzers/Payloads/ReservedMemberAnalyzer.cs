using System.Linq;
using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mailbox.Analyzers.Payloads;

/// <summary>MBX018: A payload has no member called type.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReservedMemberAnalyzer() : PayloadAnalyzer(Rule)
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MBX018", "A payload has no member called type", "'{0}' is 'type' on the wire, where the payload's own type name stands; rename it, or give it a [JsonPropertyName]", "Payloads", DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: "docs/diagnostics/MBX018.md");

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type, AttributeData attribute)
    {
        foreach (var property in ObjectParser.PropertiesOf(type).Where(static property => ObjectParser.WireNameOf(property) == "type"))
        {
            Report(context, property.Locations[0], property.Name);
        }
    }
}
