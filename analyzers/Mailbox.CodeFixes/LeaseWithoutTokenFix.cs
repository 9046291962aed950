using System.Composition;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Formatting;

namespace Mailbox.CodeFixes;

/// <summary>MBX015: passes the delivery's LeaseLost.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class LeaseWithoutTokenFix() : SyntaxFix("MBX015", "Pass the lease's token")
{
    private protected override (SyntaxNode Old, SyntaxNode Mended)? Mend(SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call || !diagnostic.Properties.TryGetValue("delivery", out var delivery))
        {
            return null;
        }

        var given = call.ArgumentList.Arguments.LastOrDefault(static one => one.ToString() is "default" or "CancellationToken.None");
        var token = SyntaxFactory.Argument(SyntaxFactory.ParseExpression($"{delivery}.LeaseLost"));
        return (call, call.WithArgumentList(given is null ? call.ArgumentList.AddArguments(token) : call.ArgumentList.ReplaceNode(given, token)).WithAdditionalAnnotations(Formatter.Annotation));
    }
}
