using System.Composition;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Mailbox.CodeFixes;

/// <summary>MBX005: makes a setter init-only, a record struct readonly.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class MutablePayloadFix() : SyntaxFix("MBX005", "Make it init-only")
{
    private protected override (SyntaxNode Old, SyntaxNode Mended)? Mend(SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<PropertyDeclarationSyntax>() is { AccessorList: { } accessors } property
            && accessors.Accessors.FirstOrDefault(static one => one.IsKind(SyntaxKind.SetAccessorDeclaration)) is { } set)
        {
            var init = SyntaxFactory.AccessorDeclaration(SyntaxKind.InitAccessorDeclaration, set.AttributeLists, set.Modifiers, SyntaxFactory.Token(SyntaxKind.InitKeyword).WithTriviaFrom(set.Keyword), set.Body, set.ExpressionBody, set.SemicolonToken);
            return (property, property.ReplaceNode(set, init));
        }

        // A record struct as a whole.
        return node.FirstAncestorOrSelf<RecordDeclarationSyntax>() is { } record && record.ClassOrStructKeyword.IsKind(SyntaxKind.StructKeyword)
            && !record.Members.OfType<PropertyDeclarationSyntax>().Any(static property => property.AccessorList?.Accessors.Any(static one => one.IsKind(SyntaxKind.SetAccessorDeclaration)) == true)
            ? (record, Modifiers.Add(record, SyntaxKind.ReadOnlyKeyword))
            : null;
    }
}
