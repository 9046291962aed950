using System.Reflection;
using System.Text;
using Mailbox.TestKit;

namespace Mailbox.Conventions.Tests;

public sealed class PublicApiTests
{
    /// <summary>A change of the public surface is a change of the reviewed file beside this one: copy the received one over it when it is meant.</summary>
    [Fact]
    public void The_public_surface_is_as_reviewed() => Snapshot.Matches(Describe(typeof(AgentMailbox).Assembly));

    [Fact]
    public void The_public_surface_of_hosting_is_as_reviewed() => Snapshot.Matches(Describe(typeof(Hosting.MailboxAgents).Assembly));

    [Fact]
    public void The_public_surface_of_the_page_is_as_reviewed() => Snapshot.Matches(Describe(typeof(Inspector.InspectorServer).Assembly));

    private static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(type.FullName).Append(type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum) ? " : " + parent.Name : "").Append('\n');
            foreach (var member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .Select(member => Describe(member, type)).OfType<string>().Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Kind(Type type) => type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsAbstract && type.IsSealed ? "static class"
        : type.GetMethod("<Clone>$") is not null ? "record" : type.IsValueType ? "struct" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";

    // What the compiler makes for every record is not worth a line.
    private static string? Describe(MemberInfo member, Type type) => member switch
    {
        FieldInfo { IsLiteral: true } field => $"{field.Name} = {field.GetRawConstantValue()}",
        FieldInfo { IsSpecialName: true } => null,
        FieldInfo field => $"{Name(field.FieldType)} {field.Name}",
        PropertyInfo property => $"{(property.GetMethod!.IsStatic ? "static " : "")}{Name(property.PropertyType)} {property.Name} {{ get;{(property.SetMethod is { IsPublic: true } set ? set.ReturnParameter.GetRequiredCustomModifiers().Length > 0 ? " init;" : " set;" : "")} }}",
        EventInfo happening => $"event {Name(happening.EventHandlerType!)} {happening.Name}",
        ConstructorInfo constructor when constructor.GetParameters() is not [{ ParameterType: var only }] || only != type => $"{type.Name}({Parameters(constructor)})",
        MethodInfo { IsSpecialName: true, Name: "op_Implicit" } method => $"implicit {Name(method.ReturnType)}({Parameters(method)})",
        MethodInfo { IsSpecialName: true } => null,
        MethodInfo { Name: "ToString" or "Equals" or "GetHashCode" or "<Clone>$" or "Deconstruct" } => null,
        MethodInfo method => $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} {method.Name}({Parameters(method)})",
        _ => null,
    };

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "")}"));

    private static string Name(Type type) =>
        Nullable.GetUnderlyingType(type) is { } inner ? Name(inner) + "?"
        : type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.IsArray ? Name(type.GetElementType()!) + "[]"
        : type.Name;
}
