using System.Collections.Generic;
using System.Linq;
using Mailbox.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Mailbox.Generators.Parsing;

/// <summary>What a [Handles] method takes and gives, or what is wrong with it.</summary>
internal sealed record HandlerSignature(IMethodSymbol Method)
{
    public HandlerKind Kind { get; private init; }

    /// <summary>What it handles: a payload, a string, or an UnknownPayload.</summary>
    public ITypeSymbol? Payload { get; private init; }

    /// <summary>Its parameters in order: p for the payload, x for the context, c for the token.</summary>
    public string Parameters { get; private init; } = "";

    public bool IsAwaited { get; private init; }

    /// <summary>What it answers with; null for nothing.</summary>
    public ITypeSymbol? Result { get; private init; }

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public string? Problem { get; private init; }

    /// <summary>Two handlers of the same key take the same messages.</summary>
    public string Key => Kind == HandlerKind.Payload && Payload is INamedTypeSymbol named ? PayloadParser.NameOf(named) ?? "" : Kind.ToString();

    /// <summary>The payload types that it mentions.</summary>
    public IEnumerable<ITypeSymbol> Mentioned => new[] { Payload, Result, Payload?.ResponseType() }.OfType<ITypeSymbol>();

    public static HandlerSignature Of(IMethodSymbol method)
    {
        var parameters = "";
        ITypeSymbol? payload = null;
        foreach (var parameter in method.Parameters)
        {
            var role = parameter.Type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString() switch
            {
                MetadataNames.MessageContext => 'x',
                MetadataNames.CancellationToken => 'c',
                _ => 'p',
            };
            if (parameters.Contains(role) || parameter.RefKind != RefKind.None)
            {
                return new HandlerSignature(method) { Problem = "takes one payload, and if wanted one MessageContext and one CancellationToken, none of them by reference" };
            }

            parameters += role;
            payload = role == 'p' ? parameter.Type : payload;
        }

        if (payload is null)
        {
            return new HandlerSignature(method) { Problem = "takes no payload: give it a parameter of a [Payload] type, string, or UnknownPayload" };
        }

        var kind = payload.SpecialType == SpecialType.System_String ? HandlerKind.Text : payload.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString() == MetadataNames.UnknownPayload ? HandlerKind.Unknown : HandlerKind.Payload;
        var (isAwaited, result) = ResultOf(method);
        return new HandlerSignature(method)
        {
            Kind = kind,
            Payload = payload,
            Parameters = parameters,
            IsAwaited = isAwaited,
            Result = result,
            Problem = kind == HandlerKind.Payload && !payload.IsPayload() ? $"takes '{payload.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}', which has no [Payload] attribute"
                : !method.ExplicitInterfaceImplementations.IsEmpty ? "implements an interface explicitly, so nothing can call it by its name"
                : method.IsGenericMethod ? "is generic: a message does not say what to close it with"
                : method is { IsAsync: true, ReturnsVoid: true } ? "is async void: what it throws ends the process; return Task"
                : result is not null && result.SpecialType != SpecialType.System_String && !result.IsPayload() ? $"returns '{result.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}', which is neither a payload nor a string"
                : null,
        };
    }

    private static (bool IsAwaited, ITypeSymbol? Result) ResultOf(IMethodSymbol method) => method.ReturnsVoid ? (false, null) : method.ReturnType.DefinitionName() switch
    {
        "System.Threading.Tasks.Task" or "System.Threading.Tasks.ValueTask" => (true, null),
        "System.Threading.Tasks.Task<TResult>" or "System.Threading.Tasks.ValueTask<TResult>" => (true, Unwrap(((INamedTypeSymbol)method.ReturnType).TypeArguments[0])),
        _ => (false, Unwrap(method.ReturnType)),
    };

    private static ITypeSymbol Unwrap(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;
}
