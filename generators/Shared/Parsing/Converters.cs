using System.Linq;
using Microsoft.CodeAnalysis;

namespace Mailbox.Generators.Parsing;

/// <summary>Converters of the user's own, as code that makes one.</summary>
internal static class Converters
{
    /// <summary>Why generated code cannot make this converter; null when it can.</summary>
    public static string? WhyNot(ITypeSymbol converter, Compilation compilation) => converter is not INamedTypeSymbol { IsUnboundGenericType: false, IsAbstract: false } named ? "its converter must be closed and not abstract"
        : !compilation.IsSymbolAccessibleWithin(named, compilation.Assembly) || named.InstanceConstructors.FirstOrDefault(static one => one.Parameters.Length == 0) is not { } made || !compilation.IsSymbolAccessibleWithin(made, compilation.Assembly)
            ? "generated code cannot make its converter; give it a constructor without parameters, and make it internal or public"
        : null;

    /// <summary>A converter for exactly this type: one that is for what a nullable type holds is wrapped, as System.Text.Json does.</summary>
    public static string Make(ITypeSymbol converter, ITypeSymbol type)
    {
        var made = $"new {converter.FullName()}()";
        var held = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : null;
        return held is not null && SymbolEqualityComparer.Default.Equals(ConvertedBy(converter), held)
            ? $"global::Mailbox.Payloads.PayloadMetadata.NullableConverter<{held.FullName()}>({made})"
            : made;
    }

    private static ITypeSymbol? ConvertedBy(ITypeSymbol converter)
    {
        for (var current = converter.BaseType; current is not null; current = current.BaseType)
        {
            if (current.DefinitionName() == "System.Text.Json.Serialization.JsonConverter<T>")
            {
                return current.TypeArguments[0];
            }
        }

        return null;
    }
}
