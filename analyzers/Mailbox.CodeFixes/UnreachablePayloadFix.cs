using System.Composition;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Mailbox.CodeFixes;

/// <summary>MBX006: makes the payload internal.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UnreachablePayloadFix() : SyntaxFix("MBX006", "Make it internal")
{
    private protected override (SyntaxNode Old, SyntaxNode Mended)? Mend(SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type)
        {
            return null;
        }

        var hidden = type.Modifiers.Where(static one => one.Kind() is SyntaxKind.PrivateKeyword or SyntaxKind.ProtectedKeyword or SyntaxKind.FileKeyword).ToList();
        return hidden.Count > 0 ? (type, Modifiers.Replace(type, hidden[0], SyntaxKind.InternalKeyword))
            : type.Parent is TypeDeclarationSyntax && !type.Modifiers.Any(static one => one.Kind() is SyntaxKind.InternalKeyword or SyntaxKind.PublicKeyword) ? (type, Modifiers.AddFirst(type, SyntaxKind.InternalKeyword))
            : null;
    }
}
