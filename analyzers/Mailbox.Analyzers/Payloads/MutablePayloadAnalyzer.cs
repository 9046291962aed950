using System.Linq;
using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mailbox.Analyzers.Payloads;

/// <summary>MBX005: A payload should not change.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MutablePayloadAnalyzer() : PayloadAnalyzer(Rule)
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MBX005", "A payload should not change", "'{0}' can be set after the payload was made; make it init-only, so that what was sent and what the sender holds stay the same", "Payloads", DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: "docs/diagnostics/MBX005.md");

    private protected override bool ReachesParts => true;

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type, AttributeData attribute)
    {
        if (type is { TypeKind: TypeKind.Struct, IsRecord: true, IsReadOnly: false })
        {
            Report(context, type.Locations[0], type.Name);
            return;
        }

        foreach (var property in ObjectParser.PropertiesOf(type).Where(property =>
            property.SetMethod is { IsInitOnly: false, DeclaredAccessibility: Accessibility.Public } && SymbolEqualityComparer.Default.Equals(property.ContainingType, type)))
        {
            Report(context, property.Locations[0], $"{type.Name}.{property.Name}");
        }
    }
}
