using System.Linq;
using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mailbox.Analyzers.Payloads;

/// <summary>MBX006: Generated code must be able to see a payload.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnreachablePayloadAnalyzer() : PayloadAnalyzer(Rule)
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MBX006", "Generated code must be able to see a payload", "The payload '{0}' {1}, so the generator cannot write code for it; make it internal or public", "Payloads", DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: "docs/diagnostics/MBX006.md");

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type, AttributeData attribute)
    {
        if (WhyNot(type) is { } reason)
        {
            Report(context, type.Locations[0], type.Name, reason);
        }
    }

    internal static string? WhyNot(INamedTypeSymbol type)
    {
        var hidden = type.AndContainingTypes().FirstOrDefault(static one => one.IsFileLocal || one.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal);
        return hidden is null ? type.ContainingType is { IsGenericType: true } outer ? $"lies in the generic type '{outer.Name}'" : null
            : hidden.IsFileLocal ? "is local to its file"
            : SymbolEqualityComparer.Default.Equals(hidden, type) ? "is private"
            : $"lies in the private type '{hidden.Name}'";
    }
}
