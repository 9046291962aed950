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
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call || !diagnostic.Properties.TryGetValue("delivery", out var delivery) || !diagnostic.Properties.TryGetValue("parameter", out var parameter))
        {
            return null;
        }

        var token = SyntaxFactory.ParseExpression($"{delivery}.LeaseLost");
        if (diagnostic.AdditionalLocations.Count > 0 && diagnostic.AdditionalLocations[0] is { } written && call.ArgumentList.Arguments.FirstOrDefault(one => one.Span == written.SourceSpan) is { } given)
        {
            return (given.Expression, token.WithTriviaFrom(given.Expression));
        }

        // Between the arguments and the token there may be others that are left out.
        var name = diagnostic.Properties["isNext"] is null ? SyntaxFactory.NameColon(parameter!) : null;
        return (call, call.AddArgumentListArguments(SyntaxFactory.Argument(name, default, token)).WithAdditionalAnnotations(Formatter.Annotation));
    }
}
