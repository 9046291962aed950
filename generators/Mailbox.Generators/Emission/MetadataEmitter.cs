using System.Collections.Generic;
using System.Linq;
using Mailbox.Generators.Model;
using Mailbox.Generators.Parsing;

namespace Mailbox.Generators.Emission;

/// <summary>Prints the System.Text.Json metadata of one type.</summary>
internal static class MetadataEmitter
{
    private const string Services = "global::System.Text.Json.Serialization.Metadata.JsonMetadataServices";
    private const string Metadata = "global::Mailbox.Payloads.PayloadMetadata";
    private const string Options = "global::System.Text.Json.JsonSerializerOptions options";

    public static string Emit(TypeShape type, string space)
    {
        var code = new CodeWriter("disable");
        code.Line($"namespace {space};").Line().Open("internal sealed partial class PayloadTypes");
        if (type.Object is { } shape)
        {
            EmitObject(code, type, shape);
        }
        else
        {
            code.Line($"private static {Info} Create_{Identifiers.Of(type.FullName)}({Options}) => {Simple(type)};");
        }

        return code.Close().ToString();
    }

    private const string Info = "global::System.Text.Json.Serialization.Metadata.JsonTypeInfo";

    private static string Simple(TypeShape type) => type.Kind switch
    {
        ShapeKind.Value => $"{Services}.CreateValueInfo<{type.FullName}>(options, {Services}.{type.Factory})",
        ShapeKind.Converted => $"{Metadata}.ConvertedInfo<{type.FullName}>(options, {type.Factory})",
        ShapeKind.Enum => $"{Metadata}.EnumInfo<{type.FullName}>(options)",
        ShapeKind.Nullable => $"{Metadata}.NullableInfo<{type.Creator}>(options)",
        _ => $"{Services}.{type.Factory}(options, new global::System.Text.Json.Serialization.Metadata.JsonCollectionInfoValues<{type.FullName}>{Creator(type)})",
    };

    // A method that makes a collection of a range is a parameter of its own; one that makes an empty one is a property.
    private static string Creator(TypeShape type) => type.Creator is null ? "()"
        : type.Creator.StartsWith("static ", System.StringComparison.Ordinal) ? $" {{ ObjectCreator = {type.Creator} }}"
        : $"(), {type.Creator}";

    private static void EmitObject(CodeWriter code, TypeShape type, ObjectShape shape)
    {
        var name = Identifiers.Of(type.FullName);
        code.Line($"private static {Info} Create_{name}({Options}) => {Metadata}.ObjectInfo<{type.FullName}>(").Indent();
        code.Line("options,");
        code.Line($"{Creation(type, shape)},");
        code.Line("[").Indent();
        for (var i = 0; i < shape.Arguments.Count; i++)
        {
            code.Line(Parameter(shape.Arguments[i], i) + ",");
        }

        code.Outdent().Line("],").Line("static options =>").Line("[").Indent();
        foreach (var property in shape.Properties)
        {
            code.Line(Property(type, shape, property, name) + ",");
        }

        code.Outdent().Line("]);").Outdent();
        EmitSetters(code, type, shape, name);
    }

    private static void EmitSetters(CodeWriter code, TypeShape type, ObjectShape shape, string name)
    {
        var setters = shape.Properties.Where(static property => property.Setter == SetterKind.Init).ToList();
        foreach (var property in setters.Where(property => !IsOfGeneric(property, type, shape)))
        {
            code.Line();
            EmitSetter(code, property, shape, "private", property.DeclaringType, property.FullName, $"Set_{name}_{property.Member}");
        }

        var generic = setters.FindAll(property => IsOfGeneric(property, type, shape));
        if (generic.Count > 0)
        {
            code.Line().Open($"private static class Setters_{name}<{shape.Generic!.Parameters}>{shape.Generic.Constraints}");
            foreach (var property in generic)
            {
                EmitSetter(code, property, shape, "public", shape.Generic.Definition, property.OpenType, property.Member);
            }

            code.Close();
        }
    }

    private static void EmitSetter(CodeWriter code, PropertyShape property, ObjectShape shape, string access, string target, string value, string name)
    {
        code.Line($"[global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.Method, Name = \"set_{property.Member}\")]");
        code.Line($"{access} static extern void {Literals.Escape(name)}({(shape.IsValueType ? "ref " : "")}{target} target, {value} value);");
    }

    private static bool IsOfGeneric(PropertyShape property, TypeShape type, ObjectShape shape) => shape.Generic is not null && property.DeclaringType == type.FullName;

    private static string Creation(TypeShape type, ObjectShape shape)
    {
        if (!shape.CanBeMade)
        {
            return "null";
        }

        var values = shape.Arguments.Select((argument, i) => (argument, Value: $"({argument.FullName})args[{i}]")).ToList();
        var call = string.Join(", ", values.Where(static one => !one.argument.IsMember).Select(static one => one.Value));
        var members = string.Join(", ", values.Where(static one => one.argument.IsMember).Select(static one => $"{Literals.Escape(one.argument.Name)} = {one.Value}"));
        return $"static args => new {type.FullName}({call}){(members.Length == 0 ? "" : $" {{ {members} }}")}";
    }

    private static string Parameter(ArgumentShape argument, int position)
    {
        var more = argument.Default is { } value ? $", hasDefault: true, defaultValue: {value}" : "";
        return $"{Metadata}.Parameter<{argument.FullName}>({Literals.Quote(argument.Name)}, {position}, isNullable: {Bool(argument.IsNullable)}{(argument.IsMember ? ", isMember: true" : "")}{more})";
    }

    private static string Property(TypeShape type, ObjectShape shape, PropertyShape property, string name)
    {
        var member = Literals.Escape(property.Member);
        var setter = IsOfGeneric(property, type, shape) ? $"Setters_{name}<{shape.Generic!.Arguments}>.{member}" : $"Set_{name}_{property.Member}";
        var get = property.CanRead ? $"static target => (({property.DeclaringType})target).{member}" : "null";
        var set = (property.Setter, shape.IsValueType) switch
        {
            (SetterKind.None, _) => "null",
            (SetterKind.Plain, false) => $"static (target, value) => (({property.DeclaringType})target).{member} = value",
            (SetterKind.Plain, true) => $"static (target, value) => global::System.Runtime.CompilerServices.Unsafe.Unbox<{type.FullName}>(target).{member} = value",
            (_, false) => $"static (target, value) => {setter}(({property.DeclaringType})target, value)",
            (_, true) => $"static (target, value) => {setter}(ref global::System.Runtime.CompilerServices.Unsafe.Unbox<{type.FullName}>(target), value)",
        };
        return $"{Metadata}.Property<{property.FullName}>(options, typeof({property.DeclaringType}), ({Literals.Quote(property.Member)}, {Literals.Quote(property.Wire)}), {get}, {set}"
            + $"{Traits(property)}{(property.Converter is null ? "" : $", converter: {property.Converter}")})";
    }

    private static string Traits(PropertyShape property)
    {
        List<string> traits = [];
        if (property.IsRequired)
        {
            traits.Add("IsRequired = true");
        }

        if (property.IsNullable)
        {
            traits.Add("IsNullable = true");
        }

        if (property.Order != 0)
        {
            traits.Add($"Order = {property.Order}");
        }

        if (property.Ignore is { } ignore)
        {
            traits.Add($"Ignore = global::System.Text.Json.Serialization.JsonIgnoreCondition.{ignore}");
        }

        return traits.Count == 0 ? "" : $", new() {{ {string.Join(", ", traits)} }}";
    }

    private static string Bool(bool value) => value ? "true" : "false";
}
