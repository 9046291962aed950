using Mailbox.Generators.Model;

namespace Mailbox.Generators.Emission;

/// <summary>Prints what finds an assembly's metadata by type, and registers its payloads when the assembly is first used.</summary>
internal static class RegistryEmitter
{
    public static string Emit(CatalogueModel catalogue, string space)
    {
        var code = new CodeWriter("disable");
        code.Line($"namespace {space};").Line();
        code.Line("/// <summary>The payloads of this assembly, and what they are made of.</summary>");
        code.Open("internal sealed partial class PayloadTypes : global::System.Text.Json.Serialization.Metadata.IJsonTypeInfoResolver");
        code.Line("private static readonly global::System.Text.Json.JsonSerializerOptions Options = global::Mailbox.Payloads.PayloadMetadata.Options(new PayloadTypes());").Line();
        code.Open("public global::System.Text.Json.Serialization.Metadata.JsonTypeInfo GetTypeInfo(global::System.Type type, global::System.Text.Json.JsonSerializerOptions options)");
        foreach (var type in catalogue.TypeNames)
        {
            code.Open($"if (type == typeof({type}))").Line($"return Create_{Identifiers.Of(type)}(options);").Close().Line();
        }

        code.Line("return null;").Close().Line();
        code.Line("[global::System.Runtime.CompilerServices.ModuleInitializer]");
        code.Open("internal static void Register()");
        foreach (var payload in catalogue.PayloadNames)
        {
            code.Line($"global::Mailbox.Payloads.PayloadRegistry.Add(Contract_{Identifiers.Of(payload)}());");
        }

        return code.Close().Close().ToString();
    }
}
