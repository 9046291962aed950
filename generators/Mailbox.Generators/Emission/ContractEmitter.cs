using System.Linq;
using Mailbox.Generators.Model;
using Mailbox.Generators.Parsing;
using Mailbox.Generators.Schema;

namespace Mailbox.Generators.Emission;

/// <summary>Prints the contract of one payload: its name, and its JSON Schema as a constant.</summary>
internal static class ContractEmitter
{
    public static string Emit(PayloadModel payload, string space)
    {
        var name = Identifiers.Of(payload.FullName);
        var description = payload.Types.First(type => type.Id == payload.RootId).Object?.Description;
        var code = new CodeWriter("disable");
        code.Line($"namespace {space};").Line().Open("internal sealed partial class PayloadTypes");
        code.Line($"public const string Schema_{name} = {Literals.Quote(SchemaWriter.Write(payload))};").Line();
        code.Line($"private static global::Mailbox.PayloadContract Contract_{name}() => new global::Mailbox.PayloadContract<{payload.FullName}>(").Indent();
        code.Line($"new global::Mailbox.Payloads.PayloadDescription({Literals.Quote(payload.Name)}, Schema_{name})").Open();
        code.Line($"Description = {Literals.Quote(description)},");
        code.Line($"Prompt = {Literals.Quote(payload.Prompt)},");
        code.Line($"ResponseType = {(payload.Response is null ? "null" : $"typeof({payload.Response})")},");
        code.Close("},").Line($"static () => Options.GetTypeInfo(typeof({payload.FullName})));").Outdent();
        return code.Close().ToString();
    }
}
