using System.Composition;
using System.Linq;
using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Mailbox.CodeFixes;

/// <summary>MBX001: makes a well-formed name of what is there, else of the record's name.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class PayloadNameFix() : SyntaxFix("MBX001", "Name it after the record")
{
    private protected override (SyntaxNode Old, SyntaxNode Mended)? Mend(SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { } attribute || attribute.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type)
        {
            return null;
        }

        if (type.TypeParameterList is not null)
        {
            return null; // Where the name of what it is closed with goes, only its author knows.
        }

        var old = attribute.ArgumentList?.Arguments.FirstOrDefault(static argument => argument.NameEquals is null);
        var name = (old?.Expression as LiteralExpressionSyntax)?.Token.ValueText is { } text ? WireName.Suggest(text) : null;
        if ((name ?? WireName.Suggest(type.Identifier.Text)) is not { } suggested)
        {
            return null;
        }

        var argument = SyntaxFactory.AttributeArgument(SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(suggested)));
        var others = attribute.ArgumentList?.Arguments.Where(one => one != old) ?? [];
        return (attribute, attribute.WithArgumentList(SyntaxFactory.AttributeArgumentList(SyntaxFactory.SeparatedList(others.Prepend(argument)))));
    }
}
