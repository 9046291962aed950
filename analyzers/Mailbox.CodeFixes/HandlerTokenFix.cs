using System.Composition;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Mailbox.CodeFixes;

/// <summary>MBX011: adds a cancellation token as the last parameter.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class HandlerTokenFix() : SyntaxFix("MBX011", "Take a CancellationToken")
{
    private protected override (SyntaxNode Old, SyntaxNode Mended)? Mend(SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method || method.ParameterList.Parameters.Any(static one => one.Identifier.Text == "cancel" || one.Default is not null))
        {
            return null;
        }

        var token = SyntaxFactory.Parameter(SyntaxFactory.Identifier("cancel")).WithType(SyntaxFactory.ParseTypeName("System.Threading.CancellationToken ").WithAdditionalAnnotations(Simplifier.Annotation));
        return (method, method.AddParameterListParameters(token).WithAdditionalAnnotations(Formatter.Annotation));
    }
}
