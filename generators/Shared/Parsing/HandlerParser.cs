using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Mailbox.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mailbox.Generators.Parsing;

/// <summary>Turns a class with [Handles] methods into its model.</summary>
internal static class HandlerParser
{
    /// <summary>The model; null when this is not the class's first handler, or the class cannot be extended.</summary>
    public static HandlerClassModel? Parse(IMethodSymbol method, Compilation compilation, CancellationToken cancel)
    {
        var type = method.ContainingType;
        if (!SymbolEqualityComparer.Default.Equals(MethodsOf(type).FirstOrDefault(), method.PartialDefinitionPart ?? method) || WhyNot(type) is not null)
        {
            return null;
        }

        var signatures = AllMethodsOf(type).Select(static one => HandlerSignature.Of(one)).OfType<HandlerSignature>().Where(static one => one is { Problem: null, Key.Length: > 0 }).ToList();
        var distinct = signatures.GroupBy(static one => one.Key).Select(static group => group.First()).ToList();
        return distinct.Count == 0 ? null : new HandlerClassModel(type.FullName(), type.Name, type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString())
        {
            Headers = type.AndContainingTypes().Reverse().Select(Header).ToEquatable(),
            IsPublic = type.IsPublic(),
            HasClient = type.ContainingType is null && !type.IsGenericType && type.ContainingNamespace.GetTypeMembers(type.Name + "Client").IsEmpty,
            Handlers = distinct.Select(static one => Model(one)).ToEquatable(),
            Payloads = distinct.SelectMany(static one => one.Mentioned).Select(one => PayloadParser.ParseClosed(one, compilation, cancel)).OfType<PayloadModel>().ToEquatable(),
        };
    }

    /// <summary>Why a class cannot get a dispatch; null when it can.</summary>
    public static string? WhyNot(INamedTypeSymbol type) => !type.AndContainingTypes().All(IsPartial) ? "is not partial"
        : type.IsStatic ? "is static"
        : type.AndContainingTypes().Any(static one => one.IsFileLocal) ? "is local to its file"
        : type.TypeKind is not (TypeKind.Class or TypeKind.Struct) ? "is no class"
        : null;

    /// <summary>The [Handles] methods of a class and then of its bases, as far as it can call them.</summary>
    private static IEnumerable<IMethodSymbol> AllMethodsOf(INamedTypeSymbol type)
    {
        foreach (var method in MethodsOf(type))
        {
            yield return method;
        }

        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            foreach (var method in MethodsOf(current).Where(method => method.DeclaredAccessibility is not Accessibility.Private && !method.IsAbstract))
            {
                yield return method;
            }
        }
    }

    /// <summary>The [Handles] methods of a class, in the order of its source.</summary>
    public static IEnumerable<IMethodSymbol> MethodsOf(INamedTypeSymbol type) => type.GetMembers().OfType<IMethodSymbol>().Where(static method => method.Has(MetadataNames.Handles));

    public static bool IsPartial(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Any(static reference => reference.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static HandlerModel Model(HandlerSignature signature)
    {
        var payload = signature.Payload as INamedTypeSymbol;
        var response = payload?.ResponseType();
        var isPayload = signature.Kind == HandlerKind.Payload;
        return new HandlerModel(signature.Method.Name, signature.Kind, isPayload ? payload!.FullName() : "", isPayload ? PayloadParser.NameOf(payload!)! : "")
        {
            Parameters = signature.Parameters,
            IsAwaited = signature.IsAwaited,
            HasResult = signature.Result is not null,
            RepliesErrors = signature.Method.Attribute(MetadataNames.Handles)?.Argument("RepliesErrors") is true,
            Response = isPayload ? response?.FullName() : null,
            Description = DocComments.Summary(signature.Method),
            IsPublic = (payload?.IsPublic() ?? true) && (response?.IsPublic() ?? true),
            Arguments = isPayload ? Arguments(payload!) : default,
        };
    }

    private static EquatableArray<ArgumentShape> Arguments(INamedTypeSymbol payload)
    {
        var constructors = payload.InstanceConstructors.Where(one => one.DeclaredAccessibility == Accessibility.Public && one.Parameters.Length > 0).ToList();
        var hasRequired = ObjectParser.PropertiesOf(payload).Any(static property => property.IsRequired);
        return constructors.Count != 1 || hasRequired || payload.IsAbstract
            ? default
            : constructors[0].Parameters
                .Select(static parameter => new ArgumentShape(parameter.Name, Annotated(parameter.Type), IsMember: false, parameter.Type.MayBeNull(), Literals.Default(parameter))).ToEquatable();
    }

    private static string Annotated(ITypeSymbol type) => type.AnnotatedName() + (!type.IsValueType && type.NullableAnnotation == NullableAnnotation.Annotated ? "?" : "");

    private static string Header(INamedTypeSymbol type)
    {
        var kind = (type.IsRecord, type.TypeKind) switch
        {
            (true, TypeKind.Struct) => "record struct",
            (true, _) => "record",
            (false, TypeKind.Struct) => "struct",
            (false, TypeKind.Interface) => "interface",
            _ => "class",
        };
        return $"partial {kind} {Literals.Escape(type.Name)}{(type.TypeParameters.Length == 0 ? "" : $"<{string.Join(", ", type.TypeParameters.Select(static one => one.Name))}>")}";
    }
}
