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
        return node.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().FirstOrDefault(static name => name.Identifier.Text == "RequestAsync") is { } name
            ? (name, SyntaxFactory.IdentifierName("SendAsync").WithTriviaFrom(name))
            : null;
    }
}
