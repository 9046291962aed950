using System;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mailbox.Generators.Parsing;

/// <summary>Values and names as C#.</summary>
internal static class Literals
{
    /// <summary>A parameter's default value; null when it has none.</summary>
    public static string? Default(IParameterSymbol parameter)
    {
        if (!parameter.HasExplicitDefaultValue)
        {
            return null;
        }

        var type = parameter.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : parameter.Type;
        return parameter.ExplicitDefaultValue switch
        {
            null => parameter.Type.IsValueType ? $"default({parameter.Type.FullName()})" : "default!",
            var value when type.TypeKind == TypeKind.Enum => $"({type.FullName()})({Convert.ToString(value, CultureInfo.InvariantCulture)})",
            double.NaN => "double.NaN",
            double.PositiveInfinity => "double.PositiveInfinity",
            double.NegativeInfinity => "double.NegativeInfinity",
            double value => value.ToString("R", CultureInfo.InvariantCulture) + "d",
            float.NaN => "float.NaN",
            float.PositiveInfinity => "float.PositiveInfinity",
            float.NegativeInfinity => "float.NegativeInfinity",
            float value => value.ToString("R", CultureInfo.InvariantCulture) + "f",
            decimal value => value.ToString(CultureInfo.InvariantCulture) + "m",
            var value => SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false),
        };
    }

    /// <summary>A name that may be a keyword.</summary>
    public static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>A text as a C# string literal.</summary>
    public static string Quote(string? text) => text is null ? "null" : SymbolDisplay.FormatLiteral(text, quote: true);
}
