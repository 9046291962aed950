using System;
using System.Linq;
using System.Text;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Mailbox.Generators.Parsing;

/// <summary>What XML docs and [Description] say. The source is read, because without a documentation file the compiler does not parse its comments.</summary>
internal static class DocComments
{
    /// <summary>A type's or method's summary.</summary>
    public static string? Summary(ISymbol symbol) => Described(symbol) ?? Text(Xml(symbol)?.Element("summary"));

    /// <summary>A property's summary; for a positional one, what its record says of the parameter.</summary>
    public static string? Of(IPropertySymbol property) => Summary(property)
        ?? Text(Xml(property.ContainingType)?.Elements("param").FirstOrDefault(param => (string?)param.Attribute("name") == property.Name));

    private static string? Described(ISymbol symbol) => symbol.Attribute(MetadataNames.Description)?.First() is string text ? Words(text) : null;

    private static XElement? Xml(ISymbol symbol)
    {
        var xml = symbol.DeclaringSyntaxReferences.Length == 0 ? symbol.GetDocumentationCommentXml() : Source(symbol);
        if (string.IsNullOrWhiteSpace(xml))
        {
            return null;
        }

        try
        {
            return XElement.Parse($"<doc>{Inner(xml!)}</doc>");
        }
        catch (System.Xml.XmlException)
        {
            return null; // The compiler has a warning for it.
        }
    }

    private static string Inner(string xml)
    {
        var start = xml.IndexOf("<member", StringComparison.Ordinal);
        return start < 0 ? xml : string.Concat(XElement.Parse(xml.Substring(start)).Nodes());
    }

    private static string Source(ISymbol symbol)
    {
        var text = new StringBuilder();
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            foreach (var line in reference.GetSyntax().GetLeadingTrivia().ToFullString().Split('\n'))
            {
                var trimmed = line.Trim();
                if (trimmed.StartsWith("///", StringComparison.Ordinal))
                {
                    text.Append(trimmed.Substring(3)).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    private static string? Text(XElement? element)
    {
        if (element is null)
        {
            return null;
        }

        var text = string.Concat(element.DescendantNodes().Select(static node => node switch
        {
            XText plain => plain.Value,
            XElement { IsEmpty: true } reference => Last((string?)reference.Attribute("cref") ?? (string?)reference.Attribute("name") ?? (string?)reference.Attribute("langword") ?? ""),
            _ => "",
        }));
        return Words(text);
    }

    private static string? Words(string text) =>
        string.Join(" ", text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } words ? words : null;

    private static string Last(string name)
    {
        var end = name.IndexOf('(');
        name = end < 0 ? name : name.Substring(0, end);
        return name.Substring(name.LastIndexOf('.') + 1);
    }
}
