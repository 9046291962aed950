using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Mailbox.Generators.Emission;
using Mailbox.Generators.Model;
using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mailbox.Generators;

/// <summary>
/// Writes what stands between payload records, handlers, and the JSON on disk. Only the parsers look at symbols; what they make is compared by
/// value, so an edit that changes no payload and no handler prints nothing anew. It reports nothing: what is wrong the analyzers say.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class MailboxGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var own = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                MetadataNames.Payload,
                static (node, _) => node is TypeDeclarationSyntax,
                static (found, cancel) => PayloadParser.ParseAll((INamedTypeSymbol)found.TargetSymbol, found.SemanticModel.Compilation, cancel).ToEquatable())
            .WithTrackingName(TrackingNames.Payloads);
        var closed = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                MetadataNames.PayloadOf,
                static (node, _) => node is CompilationUnitSyntax,
                static (found, cancel) => found.Attributes
                    .Select(attribute => attribute.First() is ITypeSymbol type ? PayloadParser.ParseClosed(type, found.SemanticModel.Compilation, cancel) : null)
                    .OfType<PayloadModel>().ToEquatable())
            .WithTrackingName(TrackingNames.ClosedPayloads);
        var handlers = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                MetadataNames.Handles,
                static (node, _) => node is MethodDeclarationSyntax,
                static (found, cancel) => HandlerParser.Parse((IMethodSymbol)found.TargetSymbol, found.SemanticModel.Compilation, cancel))
            .Where(static model => model is not null)
            .Select(static (model, _) => model!)
            .WithTrackingName(TrackingNames.Handlers);

        var payloads = own.Collect().Combine(closed.Collect()).Combine(handlers.Collect())
            .Select(static (all, _) => Distinct(all.Left.Left, all.Left.Right, all.Right))
            .WithTrackingName(TrackingNames.AllPayloads);
        var types = payloads
            .Select(static (all, _) => all.SelectMany(static payload => payload.Types).GroupBy(static type => type.FullName, StringComparer.Ordinal)
                .Select(static group => group.FirstOrDefault(static type => !type.IsOfProperty) ?? group.First()).ToEquatable())
            .WithTrackingName(TrackingNames.Types);
        var catalogue = payloads.Combine(types)
            .Select(static (all, _) => new CatalogueModel(
                all.Left.Select(static payload => payload.FullName).ToEquatable(),
                all.Right.Select(static type => type.FullName).OrderBy(static name => name, StringComparer.Ordinal).ToEquatable()))
            .WithTrackingName(TrackingNames.Catalogue);
        var space = context.CompilationProvider.Select(static (compilation, _) => Identifiers.Namespace(compilation.AssemblyName));

        context.RegisterSourceOutput(catalogue.Combine(space), static (output, model) =>
        {
            if (model.Left.PayloadNames.Count > 0)
            {
                output.AddSource("Payloads.g.cs", RegistryEmitter.Emit(model.Left, model.Right));
            }
        });
        context.RegisterSourceOutput(payloads.SelectMany(static (all, _) => all).Combine(space), static (output, model) =>
            output.AddSource(Identifiers.File("Payload", model.Left.FullName), ContractEmitter.Emit(model.Left, model.Right)));
        context.RegisterSourceOutput(types.SelectMany(static (all, _) => all).Combine(space), static (output, model) =>
            output.AddSource(Identifiers.File("Type", model.Left.FullName), MetadataEmitter.Emit(model.Left, model.Right)));
        context.RegisterSourceOutput(handlers, static (output, model) =>
        {
            output.AddSource(Identifiers.File("Handler", model.FullName), HandlerEmitter.Emit(model));
            if (model.HasClient && model.Handlers.Any(static one => one.Kind != HandlerKind.Unknown))
            {
                output.AddSource(Identifiers.File("Client", model.FullName), ClientEmitter.Emit(model));
            }
        });
    }

    /// <summary>Each type once, by name; of several that claim one wire name the first, and the analyzer says that there are several.</summary>
    private static EquatableArray<PayloadModel> Distinct(
        ImmutableArray<EquatableArray<PayloadModel>> own, ImmutableArray<EquatableArray<PayloadModel>> closed, ImmutableArray<HandlerClassModel> handlers)
    {
        IEnumerable<PayloadModel> all = own.SelectMany(static one => one).Concat(closed.SelectMany(static one => one)).Concat(handlers.SelectMany(static one => one.Payloads));
        return all.GroupBy(static payload => payload.FullName, StringComparer.Ordinal).Select(static group => group.First())
            .OrderBy(static payload => payload.Name, StringComparer.Ordinal).ThenBy(static payload => payload.FullName, StringComparer.Ordinal).ToEquatable();
    }
}
