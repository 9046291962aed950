using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Mailbox.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Mailbox.Generators.Parsing;

/// <summary>Turns types into shapes: each type once, whatever refers to it.</summary>
internal sealed class ShapeParser(Compilation compilation, CancellationToken cancel)
{
    private const int MaxDepth = 50;
    private const int MaxProblems = 20;
    private readonly Dictionary<string, TypeShape?> _shapes = [];
    private readonly List<string> _order = [];
    private int _depth;

    public List<ShapeProblem> Problems { get; } = [];

    public IEnumerable<TypeShape> Shapes => _order.Select(id => _shapes[id]).OfType<TypeShape>();

    public Compilation Compilation => compilation;

    /// <summary>The id of a type's shape, which is made if it is not there yet.</summary>
    /// <param name="type">The type.</param>
    /// <param name="path">Where it was met, for what there is to complain about.</param>
    /// <param name="at">The member that has it.</param>
    public string Visit(ITypeSymbol type, string path, ISymbol? at)
    {
        cancel.ThrowIfCancellationRequested();
        var id = type.AnnotatedName();
        if (_shapes.ContainsKey(id))
        {
            return id;
        }

        _shapes[id] = null; // What refers back to it while it is made finds its id.
        _order.Add(id);
        if (++_depth > MaxDepth)
        {
            Complain(path, type, "its types go on for ever: a generic type holds itself with ever larger arguments", at);
        }
        else if (Problems.Count < MaxProblems)
        {
            _shapes[id] = Parse(type, id, path, at);
        }

        _depth--;
        return id;
    }

    /// <summary>Whether a visited type is an object; one that is being looked at is.</summary>
    public bool IsObject(string id) => _shapes[id] is null or { Kind: ShapeKind.Object };

    /// <summary>The shape of a property's type that has a converter on the property: on the wire it can be anything.</summary>
    public void VisitConverted(ITypeSymbol type, string converter)
    {
        var id = "converted:" + type.AnnotatedName();
        if (!_shapes.ContainsKey(id))
        {
            _order.Add(id);
            _shapes[id] = new TypeShape(id, type.FullName(), ShapeKind.Converted) { Factory = converter, IsOfProperty = true };
        }
    }

    public void Complain(string path, ITypeSymbol type, string reason, ISymbol? at) => Problems.Add(new ShapeProblem(path, type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat), reason, at));

    private TypeShape? Parse(ITypeSymbol type, string id, string path, ISymbol? at)
    {
        var name = type.FullName();
        if (type.Attribute(MetadataNames.JsonConverter)?.First() is ITypeSymbol converter)
        {
            if (Converters.WhyNot(converter, compilation) is { } reason)
            {
                Complain(path, type, reason, at);
            }

            return new TypeShape(id, name, ShapeKind.Converted) { Factory = Converters.Make(converter, type) };
        }

        if (KnownValues.TryGet(name, out var known, out var schema))
        {
            return new TypeShape(id, name, ShapeKind.Value) { Factory = known, Schema = schema };
        }

        return type switch
        {
            IArrayTypeSymbol { Rank: 1 } array => List(array, id, array.ElementType, ("CreateArrayInfo<{1}>", null), path, at),
            INamedTypeSymbol { TypeKind: TypeKind.Enum } named => Enum(named, id),
            INamedTypeSymbol named when named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T =>
                new TypeShape(id, name, ShapeKind.Nullable) { ElementId = Visit(named.TypeArguments[0], path, at), Creator = named.TypeArguments[0].FullName() },
            INamedTypeSymbol named when KnownCollections.List(named.DefinitionName()) is { } list => List(named, id, named.TypeArguments[0], list, path, at),
            INamedTypeSymbol named when KnownCollections.Dictionary(named.DefinitionName()) is { } dictionary => Dictionary(named, id, dictionary, path, at),
            INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } named when IsOwn(named) => new ObjectParser(this, compilation).Parse(named, id, path, at),
            _ => Unsupported(type, path, at),
        };
    }

    private TypeShape List(ITypeSymbol type, string id, ITypeSymbol element, (string Method, string? Creator) known, string path, ISymbol? at) => new(id, type.FullName(), ShapeKind.List)
    {
        Factory = Fill(known.Method, type, element),
        Creator = known.Creator is null ? null : Fill(known.Creator, type, element),
        ElementId = Visit(element, path + "[]", at),
        HoldsNull = element.MayBeNull(),
    };

    private TypeShape? Dictionary(INamedTypeSymbol type, string id, (string Method, string? Creator) known, string path, ISymbol? at)
    {
        var (key, value) = (type.TypeArguments[0], type.TypeArguments[1]);
        if (!KnownValues.CanBeKey(key.FullName()) && key.TypeKind != TypeKind.Enum)
        {
            Complain(path, type, $"a JSON object has strings as keys, and '{key.ToDisplayString()}' is not written as one", at);
            return null;
        }

        return new TypeShape(id, type.FullName(), ShapeKind.Dictionary)
        {
            Factory = Fill(known.Method, type, value, key),
            Creator = known.Creator is null ? null : Fill(known.Creator, type, value, key),
            KeyName = key.FullName(),
            KeyId = Visit(key, path, at),
            ElementId = Visit(value, path + "[]", at),
            HoldsNull = value.MayBeNull(),
        };
    }

    private static TypeShape Enum(INamedTypeSymbol type, string id)
    {
        var names = type.GetMembers().OfType<IFieldSymbol>().Where(static field => field.HasConstantValue)
            .Select(static field => field.Attribute(MetadataNames.JsonEnumMember)?.First() as string ?? field.Name).ToEquatable();
        return new TypeShape(id, type.FullName(), ShapeKind.Enum) { Names = type.Has("System.FlagsAttribute") ? default : names, AllNames = names };
    }

    /// <summary>Types of the framework are not ours to take apart; what of them travels is known by name.</summary>
    private static bool IsOwn(INamedTypeSymbol type)
    {
        var space = type.ContainingNamespace?.ToDisplayString() ?? "";
        return type is { IsTupleType: false, IsAnonymousType: false, IsStatic: false, IsRefLikeType: false, SpecialType: SpecialType.None }
            && space != "System" && !space.StartsWith("System.", System.StringComparison.Ordinal);
    }

    private TypeShape? Unsupported(ITypeSymbol type, string path, ISymbol? at)
    {
        var reason = type.TypeKind switch
        {
            TypeKind.Interface => "an interface does not tell what to make when it is read; use a record, or a closed hierarchy with [JsonDerivedType]",
            TypeKind.TypeParameter => "an open type parameter has no shape; close it",
            TypeKind.Delegate => "code does not travel",
            TypeKind.Dynamic => "it has no shape; use JsonElement",
            _ when type.SpecialType == SpecialType.System_Object => "it has no shape; use JsonElement",
            _ when type.IsTupleType => "a tuple's names are gone at run time; use a record",
            _ => "System.Text.Json has no way to write and read it; use a record, or give it a [JsonConverter]",
        };
        Complain(path, type, reason, at);
        return null;
    }

    private static string Fill(string template, ITypeSymbol type, ITypeSymbol element, ITypeSymbol? key = null) =>
        template.Replace("{0}", type.FullName()).Replace("{1}", element.FullName()).Replace("{2}", key?.FullName() ?? "");
}
