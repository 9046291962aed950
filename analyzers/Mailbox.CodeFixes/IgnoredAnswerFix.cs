using System.Composition;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Mailbox.CodeFixes;

/// <summary>MBX013: sends the request instead of asking it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class IgnoredAnswerFix() : SyntaxFix("MBX013", "Send it without waiting for an answer")
{
    private protected override (SyntaxNode Old, SyntaxNode Mended)? Mend(SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call || call.ArgumentList.Arguments.Any(static one => one.NameColon is not null) || call.ArgumentList.Arguments.Count > 2)
        {
            return null; // What says how to wait for the answer has no place in a send.
        }

        var name = call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name,
            MemberBindingExpressionSyntax binding => binding.Name,
            _ => null,
        };
        return name is null ? null : (name, SyntaxFactory.IdentifierName("SendAsync").WithTriviaFrom(name));
    }
}
