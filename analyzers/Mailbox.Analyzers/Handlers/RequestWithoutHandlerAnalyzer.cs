using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq;
using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mailbox.Analyzers.Handlers;

/// <summary>MBX007: A program that handles requests handles all of its own.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RequestWithoutHandlerAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MBX007", "A program that handles requests handles all of its own", "No [Handles] method of this program takes the request '{0}'; unless another program answers it, who asks waits in vain", "Handlers",
        DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: "docs/diagnostics/MBX007.md", customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.Options.OutputKind is not (OutputKind.ConsoleApplication or OutputKind.WindowsApplication))
            {
                return;
            }

            var requests = new ConcurrentBag<INamedTypeSymbol>();
            var handled = new ConcurrentDictionary<ISymbol, bool>(SymbolEqualityComparer.Default);
            start.RegisterSymbolAction(
                symbol =>
                {
                    if (symbol.Symbol is INamedTypeSymbol type && type.IsPayload() && type.ResponseType() is not null)
                    {
                        requests.Add(type);
                    }
                    else if (symbol.Symbol is IMethodSymbol method && method.Has(MetadataNames.Handles) && HandlerSignature.Of(method).Payload is { } payload)
                    {
                        handled[payload.OriginalDefinition] = true;
                    }
                },
                SymbolKind.NamedType,
                SymbolKind.Method);
            start.RegisterCompilationEndAction(end =>
            {
                foreach (var request in requests.Where(request => !handled.IsEmpty && !handled.ContainsKey(request)))
                {
                    end.ReportDiagnostic(Diagnostic.Create(Rule, request.Locations[0], request.Name));
                }
            });
        });
    }
}
