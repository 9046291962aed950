using System;
using System.Collections.Generic;
using System.Linq;
using Mailbox.Generators.Model;
using Mailbox.Generators.Parsing;

namespace Mailbox.Generators.Emission;

/// <summary>Prints the client of a class with [Handles] methods, so that calling an agent reads like calling a method.</summary>
internal static class ClientEmitter
{
    private const string Token = "global::System.Threading.CancellationToken";

    public static string Emit(HandlerClassModel model)
    {
        var isPublic = model.IsPublic && model.Handlers.All(static one => one.IsPublic);
        var code = new CodeWriter("enable");
        if (model.Namespace.Length > 0)
        {
            code.Line($"namespace {model.Namespace};").Line();
        }

        code.Line($"/// <summary>Calls an agent that runs <see cref=\"{Literals.Escape(model.Name)}\"/>.</summary>");
        code.Open($"{(isPublic ? "public" : "internal")} sealed class {model.Name}Client");
        code.Line("private readonly global::Mailbox.AgentMailbox _mailbox;").Line("private readonly string _to;").Line("private readonly global::Mailbox.RequestOptions? _options;").Line();
        code.Line("/// <summary>A client.</summary>");
        code.Line("/// <param name=\"mailbox\">The caller's mailbox.</param>");
        code.Line("/// <param name=\"to\">The agent's name.</param>");
        code.Line("/// <param name=\"options\">How to ask.</param>");
        code.Open($"public {model.Name}Client(global::Mailbox.AgentMailbox mailbox, string to, global::Mailbox.RequestOptions? options = null)");
        code.Line("_mailbox = mailbox;").Line("_to = to;").Line("_options = options;").Close();

        HashSet<string> signatures = new(StringComparer.Ordinal);
        foreach (var handler in model.Handlers)
        {
            EmitMethods(code, handler, signatures);
        }

        return code.Close().ToString();
    }

    private static void EmitMethods(CodeWriter code, HandlerModel handler, HashSet<string> signatures)
    {
        var name = handler.Method.EndsWith("Async", StringComparison.Ordinal) ? handler.Method : handler.Method + "Async";
        switch (handler.Kind)
        {
            case HandlerKind.Unknown:
                return;
            case HandlerKind.Text when !signatures.Add($"{name}(string)"):
                return;
            case HandlerKind.Text when handler.HasResult:
                EmitHead(code, handler, "text");
                code.Line($"public async global::System.Threading.Tasks.Task<string> {name}(string text, {Token} cancel = default) =>");
                code.Indent().Line("(await this._mailbox.RequestAsync(global::Mailbox.OutgoingMessage.FromText(text), this._to, this._options, cancel).ConfigureAwait(false)).Text;").Outdent();
                return;
            case HandlerKind.Text:
                EmitHead(code, handler, "text");
                code.Line($"public global::System.Threading.Tasks.ValueTask<global::Mailbox.Receipt> {name}(string text, {Token} cancel = default) =>");
                code.Indent().Line("this._mailbox.SendAsync(text, this._to, this._options?.Send, cancel);").Outdent();
                return;
        }

        if (!signatures.Add($"{name}({handler.Payload})"))
        {
            return;
        }

        EmitHead(code, handler, "payload");
        code.Line($"public {Returned(handler)} {name}({handler.Payload} payload, {Token} cancel = default) =>");
        code.Indent().Line(handler.Response is null ? "this._mailbox.SendAsync(payload, this._to, this._options?.Send, cancel);" : $"this._mailbox.RequestAsync<{handler.Response}>(payload, this._to, this._options, cancel);").Outdent();

        if (handler.Arguments.Count > 0 && signatures.Add($"{name}({string.Join(", ", handler.Arguments.Select(static one => one.FullName.Replace("?", "")))})"))
        {
            EmitExpanded(code, handler, name);
        }
    }

    private static void EmitExpanded(CodeWriter code, HandlerModel handler, string name)
    {
        var token = handler.Arguments.Any(static one => Camel(one.Name) == "cancel") ? "cancellationToken" : "cancel";
        var parameters = handler.Arguments.Select(one => (Type: one.FullName, Name: Literals.Escape(Camel(one.Name)), one.Default)).ToList();
        EmitHead(code, handler, [.. parameters.Select(static one => one.Name.TrimStart('@'))], token);

        // A parameter with a default must not stand before one without.
        var lastWithout = parameters.FindLastIndex(static one => one.Default is null);
        var declared = parameters.Select((one, i) => $"{one.Type} {one.Name}{(one.Default is not null && i > lastWithout ? $" = {one.Default}" : "")}");
        code.Line($"public {Returned(handler)} {name}({string.Join(", ", declared)}, {Token} {token} = default) =>");
        code.Indent().Line($"this.{name}(new {handler.Payload}({string.Join(", ", parameters.Select(static one => one.Name))}), {token});").Outdent();
    }

    private static void EmitHead(CodeWriter code, HandlerModel handler, string parameter) => EmitHead(code, handler, [parameter], "cancel");

    private static void EmitHead(CodeWriter code, HandlerModel handler, IReadOnlyList<string> parameters, string token)
    {
        code.Line().Line($"/// <summary>{Xml(handler.Description ?? (handler.Response is null ? "Sends it." : "Sends it, and waits for the answer."))}</summary>");
        foreach (var parameter in parameters)
        {
            code.Line($"/// <param name=\"{parameter}\">As in {Reference(handler)}.</param>");
        }

        code.Line($"/// <param name=\"{token}\">Gives up.</param>");
    }

    private static string Reference(HandlerModel handler) =>
        handler.Kind == HandlerKind.Text ? "the message" : handler.Payload.Contains("<") ? $"<c>{Xml(handler.Payload.Replace("global::", ""))}</c>" : $"<see cref=\"{handler.Payload}\"/>";

    private static string Returned(HandlerModel handler) =>
        handler.Response is null ? "global::System.Threading.Tasks.ValueTask<global::Mailbox.Receipt>" : $"global::System.Threading.Tasks.Task<{handler.Response}>";

    private static string Camel(string name) => Parsing.WireName.CamelCase(name);

    private static string Xml(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
