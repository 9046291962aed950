using System.Composition;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Mailbox.CodeFixes;

/// <summary>MBX016: makes the class partial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class HandlerClassFix() : SyntaxFix("MBX016", "Make it partial")
{
    private protected override (SyntaxNode Old, SyntaxNode Mended)? Mend(SyntaxNode node, Diagnostic diagnostic)
    {
        return node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type && !type.Modifiers.Any(SyntaxKind.PartialKeyword) ? (type, Modifiers.Add(type, SyntaxKind.PartialKeyword)) : null;
    }
}
