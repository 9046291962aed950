using System;
using System.Collections.Generic;
using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mailbox.Analyzers.Payloads;

/// <summary>MBX017: Members must differ on the wire by more than case.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CollidingMembersAnalyzer() : PayloadAnalyzer(Rule)
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MBX017", "Members must differ on the wire by more than case", "'{0}' and '{1}' are both '{2}' on the wire but for case; many readers do not tell them apart", "Payloads", DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: "docs/diagnostics/MBX017.md");

    private protected override bool ReachesParts => true;

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type, AttributeData attribute)
    {
        var seen = new Dictionary<string, IPropertySymbol>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in ObjectParser.PropertiesOf(type))
        {
            var name = ObjectParser.WireNameOf(property);
            if (seen.TryGetValue(name, out var other))
            {
                Report(context, property.Locations[0], other.Name, property.Name, name);
            }
            else
            {
                seen.Add(name, property);
            }
        }
    }
}
