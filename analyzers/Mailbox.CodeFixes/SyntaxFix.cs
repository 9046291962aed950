using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Mailbox.CodeFixes;

/// <summary>A fix that changes one place of one document, and can be applied to all places at once.</summary>
public abstract class SyntaxFix(string rule, string title) : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = [rule];

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is { } node && Mend(node, diagnostic) is var (old, mended))
            {
                context.RegisterCodeFix(CodeAction.Create(title, cancel => ReplaceAsync(context.Document, old, mended, cancel), equivalenceKey: title), diagnostic);
            }
        }
    }

    /// <summary>What to replace by what; null when this place cannot be mended.</summary>
    /// <param name="node">The node at which the rule was broken.</param>
    /// <param name="diagnostic">What was reported.</param>
    private protected abstract (SyntaxNode Old, SyntaxNode Mended)? Mend(SyntaxNode node, Diagnostic diagnostic);

    private static async Task<Document> ReplaceAsync(Document document, SyntaxNode old, SyntaxNode mended, CancellationToken cancel)
    {
        var root = await document.GetSyntaxRootAsync(cancel).ConfigureAwait(false);
        return document.WithSyntaxRoot(root!.ReplaceNode(old, mended));
    }
}
