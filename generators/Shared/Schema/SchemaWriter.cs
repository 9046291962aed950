using System;
using System.Collections.Generic;
using System.Linq;
using Mailbox.Generators.Model;

namespace Mailbox.Generators.Schema;

/// <summary>
/// Writes the JSON Schema of a payload (draft 2020-12, json-schema.org/draft/2020-12), compact: what it is, what it consists of, what must be
/// there. Objects inside stand in <c>$defs</c> under their type's simple name.
/// </summary>
internal sealed class SchemaWriter
{
    private readonly Dictionary<string, TypeShape> _shapes;
    private readonly string _rootId;
    private readonly Dictionary<string, string> _names = [];
    private readonly SortedDictionary<string, string> _definitions = new(StringComparer.Ordinal);

    private SchemaWriter(PayloadModel payload) =>
        (_shapes, _rootId) = (payload.Types.ToDictionary(static type => type.Id), payload.RootId);

    public static string Write(PayloadModel payload)
    {
        var writer = new SchemaWriter(payload);
        var root = writer._shapes[payload.RootId];
        var body = root.Object is null ? "" : writer.Body(root.Object, root.Object.Description);
        var definitions = writer._definitions.Count == 0 ? "" : $",\"$defs\":{{{string.Join(",", writer._definitions.Select(static one => $"{JsonText.Quote(one.Key)}:{one.Value}"))}}}";
        return $"{{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"title\":{JsonText.Quote(payload.Name)}{(body.Length == 0 ? "" : ",")}{body}{definitions}}}";
    }

    /// <summary>The keywords of an object, without the braces.</summary>
    private string Body(ObjectShape shape, string? description, string? discriminator = null, string? kind = null)
    {
        List<string> keywords = [];
        if (description is not null)
        {
            keywords.Add($"\"description\":{JsonText.Quote(description)}");
        }

        if (shape.Derived.Count > 0)
        {
            // One that can be made is one of its own hierarchy, and says nothing of which.
            var variants = shape.Derived.Select(derived => Variant(derived, shape.Discriminator)).Concat(shape.CanBeMade ? [Body(shape with { Derived = default }, description: null)] : []);
            keywords.Add($"\"anyOf\":[{string.Join(",", variants.Select(static variant => $"{{{variant}}}"))}]");
            return string.Join(",", keywords);
        }

        var properties = Ordered(shape).Select(property => $"{JsonText.Quote(property.Wire)}:{Property(property)}");
        var required = Ordered(shape).Where(static property => property.IsRequired).Select(static property => JsonText.Quote(property.Wire));
        if (kind is not null)
        {
            properties = properties.Prepend($"{JsonText.Quote(discriminator!)}:{{\"const\":{kind}}}");
            required = required.Prepend(JsonText.Quote(discriminator!));
        }

        keywords.Add("\"type\":\"object\"");
        keywords.Add($"\"properties\":{{{string.Join(",", properties)}}}");
        if (required.Any())
        {
            keywords.Add($"\"required\":[{string.Join(",", required)}]");
        }

        return string.Join(",", keywords);
    }

    private string Variant(DerivedShape derived, string discriminator)
    {
        var shape = _shapes[derived.TypeId].Object!;
        return Body(shape with { Derived = default }, shape.Description, discriminator, derived.Discriminator);
    }

    private static IEnumerable<PropertyShape> Ordered(ObjectShape shape) => shape.Properties.Where(static property => property.Ignore != "Always").OrderBy(static property => property.Order);

    private string Property(PropertyShape property)
    {
        var schema = property.TypeId.Length == 0 ? "{}" : Reference(property.TypeId, property.IsNullable);
        return property.Description is null ? schema : With(schema, $"\"description\":{JsonText.Quote(property.Description)}");
    }

    private string Reference(string id, bool isNullable)
    {
        var shape = _shapes[id];
        return shape.Kind switch
        {
            ShapeKind.Nullable => Reference(shape.ElementId, isNullable: true),
            ShapeKind.Value or ShapeKind.Converted => isNullable ? OrNull(shape.Schema) : shape.Schema,
            ShapeKind.Enum => Names(shape, isNullable),
            ShapeKind.List => $"{{\"type\":{Type("array", isNullable)},\"items\":{Reference(shape.ElementId, shape.HoldsNull)}}}",
            ShapeKind.Dictionary => $"{{\"type\":{Type("object", isNullable)},\"additionalProperties\":{Reference(shape.ElementId, shape.HoldsNull)}}}",
            _ => isNullable ? $"{{\"anyOf\":[{{\"$ref\":{Define(shape)}}},{{\"type\":\"null\"}}]}}" : $"{{\"$ref\":{Define(shape)}}}",
        };
    }

    private static string Names(TypeShape shape, bool isNullable) => shape.Names.Count == 0
        ? $"{{\"type\":{Type("string", isNullable)}}}"
        : $"{{\"enum\":[{string.Join(",", shape.Names.Select(JsonText.Quote))}{(isNullable ? ",null" : "")}]}}";

    private string Define(TypeShape shape)
    {
        if (shape.Id == _rootId)
        {
            return "\"#\"";
        }

        if (!_names.TryGetValue(shape.Id, out var name))
        {
            name = shape.Object!.Name;
            for (var number = 2; _names.ContainsValue(name); number++)
            {
                name = shape.Object.Name + number;
            }

            _names[shape.Id] = name;
            _definitions[name] = $"{{{Body(shape.Object, shape.Object.Description)}}}";
        }

        return JsonText.Quote("#/$defs/" + name);
    }

    private static string Type(string name, bool isNullable) => isNullable ? $"[\"{name}\",\"null\"]" : $"\"{name}\"";

    private static string OrNull(string schema)
    {
        const string Key = "\"type\":\"";
        var start = schema.IndexOf(Key, StringComparison.Ordinal);
        if (start < 0)
        {
            return schema; // It takes anything.
        }

        var end = schema.IndexOf('"', start + Key.Length);
        var name = schema.Substring(start + Key.Length, end - start - Key.Length);
        return schema.Substring(0, start) + $"\"type\":{Type(name, isNullable: true)}" + schema.Substring(end + 1);
    }

    private static string With(string schema, string keyword) => schema == "{}" ? $"{{{keyword}}}" : $"{{{keyword},{schema.Substring(1)}";
}
