using System.Globalization;
using System.Text;

namespace Mailbox.Generators.Emission;

/// <summary>Names in generated code.</summary>
internal static class Identifiers
{
    /// <summary>An identifier for a full name; different names get different ones, because no part of a name begins with a digit.</summary>
    public static string Of(string fullName)
    {
        var name = fullName.Replace("global::", "");
        var identifier = new StringBuilder();
        foreach (var c in name)
        {
            _ = c switch
            {
                '.' => identifier.Append('_'),
                '_' => identifier.Append("_0"),
                _ when char.IsLetterOrDigit(c) => identifier.Append(c),
                _ => identifier.Append("_1").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
            };
        }

        return identifier.ToString();
    }

    /// <summary>The name of a generated file. The compiler does not tell names apart by case, so a hash of the full name does (FNV-1a).</summary>
    public static string File(string kind, string fullName)
    {
        var hash = 2166136261u;
        foreach (var c in fullName)
        {
            hash = unchecked((hash ^ c) * 16777619u);
        }

        return $"{kind}.{Of(fullName)}.{hash.ToString("x8", CultureInfo.InvariantCulture)}.g.cs";
    }

    /// <summary>The namespace of an assembly's generated code: no two assemblies share one, also where one sees the other's internals.</summary>
    public static string Namespace(string? assembly) => "Mailbox.Generated." + (assembly is null or "" ? "Program" : "A_" + Of(assembly));
}
