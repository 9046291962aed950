using System.Linq;
using Mailbox.Generators.Model;
using Mailbox.Generators.Parsing;

namespace Mailbox.Generators.Emission;

/// <summary>Prints the dispatch of a class with [Handles] methods: a switch on the type name.</summary>
internal static class HandlerEmitter
{
    private const string Handler = "global::Mailbox.IMessageHandler";

    public static string Emit(HandlerClassModel model)
    {
        var code = new CodeWriter("enable");
        if (model.Namespace.Length > 0)
        {
            code.Line($"namespace {model.Namespace};").Line();
        }

        for (var i = 0; i < model.Headers.Count; i++)
        {
            code.Open(model.Headers[i] + (i == model.Headers.Count - 1 ? $" : {Handler}" : ""));
        }

        EmitList(code, model);
        EmitSwitch(code, model);
        foreach (var _ in model.Headers)
        {
            code.Close();
        }

        return code.ToString();
    }

    private static void EmitList(CodeWriter code, HandlerClassModel model)
    {
        code.Line($"global::System.Collections.Generic.IReadOnlyList<global::Mailbox.PayloadContract> {Handler}.Payloads =>").Line("[").Indent();
        foreach (var handler in model.Handlers.Where(static one => one.Kind == HandlerKind.Payload))
        {
            code.Line($"global::Mailbox.PayloadContract<{handler.Payload}>.Instance,");
        }

        code.Outdent().Line("];").Line();
    }

    private static void EmitSwitch(CodeWriter code, HandlerClassModel model)
    {
        var hasAwait = model.Handlers.Any(static one => one.IsAwaited || one.HasResult);
        code.Open($"{(hasAwait ? "async " : "")}global::System.Threading.Tasks.ValueTask {Handler}.HandleAsync(global::Mailbox.MessageContext mailboxContext, global::System.Threading.CancellationToken mailboxCancel)");
        code.Open("switch (mailboxContext.Message.Type)");
        foreach (var handler in model.Handlers.Where(static one => one.Kind == HandlerKind.Payload))
        {
            EmitCase(code, handler, $"case {Literals.Quote(handler.WireName)}:", $"mailboxContext.Message.Read<{handler.Payload}>()");
        }

        if (model.Handlers.FirstOrDefault(static one => one.Kind == HandlerKind.Text) is { } text)
        {
            EmitCase(code, text, "case null:", "mailboxContext.Message.Text");
        }

        if (model.Handlers.FirstOrDefault(static one => one.Kind == HandlerKind.Unknown) is { } unknown)
        {
            EmitCase(code, unknown, "default:", "new global::Mailbox.UnknownPayload(mailboxContext.Message.Type, mailboxContext.Message.Text)");
        }
        else
        {
            code.Line("default:").Indent().Line("throw mailboxContext.NotHandled(this);").Outdent();
        }

        code.Close();
        if (!hasAwait)
        {
            code.Line().Line("return default;");
        }

        code.Close();
    }

    private static void EmitCase(CodeWriter code, HandlerModel handler, string label, string payload)
    {
        code.Open(label).Line($"var mailboxPayload = {payload};");
        if (handler.RepliesErrors)
        {
            code.Open("try");
        }

        var arguments = string.Join(", ", handler.Parameters.Select(static role => role switch
        {
            'x' => "mailboxContext",
            'c' => "mailboxCancel",
            _ => "mailboxPayload",
        }));
        var call = $"{(handler.IsAwaited ? "await " : "")}{Literals.Escape(handler.Method)}({arguments}){(handler.IsAwaited ? ".ConfigureAwait(false)" : "")}";
        if (handler.HasResult)
        {
            code.Line($"var mailboxResponse = {call};").Line("await mailboxContext.AnswerAsync(mailboxResponse, mailboxCancel).ConfigureAwait(false);");
        }
        else
        {
            code.Line(call + ";");
        }

        if (handler.RepliesErrors)
        {
            code.Close().Open("catch (global::System.Exception e) when (global::Mailbox.MessageContext.IsFailure(e, mailboxCancel))");
            code.Line("throw new global::Mailbox.ReplyErrorException(e.Message, e.GetType().Name);").Close();
        }

        code.Line("break;").Close();
    }
}
