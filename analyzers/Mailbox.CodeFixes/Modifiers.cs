using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mailbox.CodeFixes;

/// <summary>Modifiers of declarations, with their spaces where they belong.</summary>
internal static class Modifiers
{
    /// <summary>Adds a modifier as the last one; <c>partial</c> must be that, and others may.</summary>
    public static TypeDeclarationSyntax Add(TypeDeclarationSyntax type, SyntaxKind kind)
    {
        var modifier = SyntaxFactory.Token(kind).WithTrailingTrivia(SyntaxFactory.Space);
        if (type.Modifiers.Count == 0)
        {
            // It takes over the indentation and comments of the keyword that was first.
            var leading = type.Keyword.LeadingTrivia;
            return type.WithKeyword(type.Keyword.WithLeadingTrivia()).WithModifiers(SyntaxFactory.TokenList(modifier.WithLeadingTrivia(leading)));
        }

        var partial = type.Modifiers.FirstOrDefault(static one => one.IsKind(SyntaxKind.PartialKeyword));
        return type.WithModifiers(partial == default ? type.Modifiers.Add(modifier) : type.Modifiers.Insert(type.Modifiers.IndexOf(partial), modifier));
    }

    /// <summary>Adds a modifier before all others.</summary>
    public static TypeDeclarationSyntax AddFirst(TypeDeclarationSyntax type, SyntaxKind kind)
    {
        if (type.Modifiers.Count == 0)
        {
            return Add(type, kind);
        }

        var first = type.Modifiers[0];
        var modifier = SyntaxFactory.Token(kind).WithLeadingTrivia(first.LeadingTrivia).WithTrailingTrivia(SyntaxFactory.Space);
        return type.WithModifiers(type.Modifiers.Replace(first, first.WithLeadingTrivia()).Insert(0, modifier));
    }

    public static TypeDeclarationSyntax Replace(TypeDeclarationSyntax type, SyntaxToken old, SyntaxKind kind) =>
        type.WithModifiers(type.Modifiers.Replace(old, SyntaxFactory.Token(kind).WithTriviaFrom(old)));
}
