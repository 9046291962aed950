using System.Collections.Generic;
using System.Linq;
using Mailbox.Generators.Model;

namespace Mailbox.Generators.Contract;

/// <summary>Takes a payload's model apart into members by path.</summary>
internal sealed class WireShapes
{
    private readonly Dictionary<string, TypeShape> _shapes;
    private readonly List<WireMember> _members = [];

    private WireShapes(PayloadModel payload) => _shapes = payload.Types.ToDictionary(static type => type.Id);

    public static WireShape Of(PayloadModel payload, string? response)
    {
        var shapes = new WireShapes(payload);
        shapes.Expand(shapes._shapes[payload.RootId], "", []);
        return new WireShape(payload.Name, response, shapes._members);
    }

    private void Expand(TypeShape type, string path, IReadOnlyList<string> above)
    {
        if (type.Object is not { } shape)
        {
            return;
        }

        List<string> chain = [.. above, type.Id];
        foreach (var property in shape.Properties.Where(static property => property.Ignore != "Always").OrderBy(static property => property.Order))
        {
            Add(property.TypeId, Below(path, property.Wire), property.IsRequired, property.IsNullable, chain);
        }

        if (shape.Derived.Count > 0)
        {
            var names = shape.Derived.Select(static derived => derived.Discriminator?.Trim('"') ?? "none").OrderBy(static name => name, System.StringComparer.Ordinal);
            _members.Add(new WireMember(Below(path, shape.Discriminator), string.Join(" | ", names), !shape.CanBeMade));
        }

        foreach (var derived in shape.Derived)
        {
            var place = $"{path}({derived.Discriminator?.Trim('"') ?? _shapes[derived.TypeId].Object!.Name})";
            _members.Add(new WireMember(place, "object", IsRequired: false));
            Expand(_shapes[derived.TypeId], place, chain);
        }
    }

    /// <summary>A name with a character that paths are made of stands in quotes.</summary>
    private static string Below(string path, string name)
    {
        name = name.IndexOfAny(['.', '[', ']', '{', '}', '(', ')', ':', ' ', '\'']) < 0 ? name : $"'{name.Replace("'", "''")}'";
        return path.Length == 0 ? name : $"{path}.{name}";
    }

    private void Add(string id, string path, bool isRequired, bool isNullable, IReadOnlyList<string> above)
    {
        if (id.Length == 0)
        {
            _members.Add(new WireMember(path, "custom", isRequired));
            return;
        }

        var type = _shapes[id];
        if (type.Kind == ShapeKind.Nullable)
        {
            Add(type.ElementId, path, isRequired, isNullable: true, above);
            return;
        }

        var isAbove = above.Contains(id);
        _members.Add(new WireMember(path, NameOf(type, isAbove) + (isNullable ? "?" : ""), isRequired));
        switch (type.Kind)
        {
            case ShapeKind.List:
                Add(type.ElementId, path + "[]", isRequired: false, type.HoldsNull, above);
                break;
            case ShapeKind.Dictionary:
                Add(type.ElementId, path + "{}", isRequired: false, type.HoldsNull, above);
                break;
            case ShapeKind.Object when !isAbove:
                Expand(type, path, above);
                break;
        }
    }

    private string NameOf(TypeShape type, bool isAbove) => type.Kind switch
    {
        ShapeKind.List => "list",
        ShapeKind.Dictionary => $"map of {NameOf(_shapes[type.KeyId], isAbove: false)}",
        ShapeKind.Enum => (type.Names.Count == 0 ? "flags " : "") + string.Join(" | ", type.AllNames),
        ShapeKind.Converted => "custom",
        ShapeKind.Object => isAbove ? "object as above" : "object",
        _ => type.Factory switch
        {
            "CharConverter" => "char",
            "VersionConverter" => "version",
            "TimeSpanConverter" => "timespan",
            "SingleConverter" => "float",
            "DoubleConverter" => "double",
            "DecimalConverter" => "decimal",
            _ => Scalar(type.Schema),
        },
    };

    /// <summary>The format of a scalar, which says more than its type; else its type.</summary>
    private static string Scalar(string schema) => Keyword(schema, "format") ?? Keyword(schema, "contentEncoding") ?? Keyword(schema, "type") ?? "any";

    private static string? Keyword(string schema, string name)
    {
        var key = $"\"{name}\":\"";
        var start = schema.IndexOf(key, System.StringComparison.Ordinal);
        return start < 0 ? null : schema.Substring(start + key.Length, schema.IndexOf('"', start + key.Length) - start - key.Length);
    }
}
