using System.Linq;
using Mailbox.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Mailbox.Analyzers.Deliveries;

/// <summary>MBX021: Only payloads and text are sent.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NotAPayloadAnalyzer() : OperationAnalyzer(Rule, OperationKind.Invocation)
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Rule = new(
        "MBX021", "Only payloads and text are sent", "'{0}' is no payload; annotate it with [Payload(\"…\")], or send text", "Deliveries", DiagnosticSeverity.Error, isEnabledByDefault: true,
        helpLinkUri: "docs/diagnostics/MBX021.md");

    private static readonly string[] Types = [MailboxCalls.AgentMailbox, MailboxCalls.Delivery, "Mailbox.OutgoingMessage", "Mailbox.Message", "Mailbox.PayloadContract<T>"];

    private protected override void Analyze(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.IsGenericMethod && Types.Any(type => call.TargetMethod.IsOn(type)) && call.TargetMethod.TypeArguments.FirstOrDefault(static type => !MayTravel(type)) is { } wrong)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, call.Syntax.GetLocation(), wrong.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)));
        }
    }

    /// <summary>A payload or one derived from one, text, or what is known at run time only.</summary>
    private static bool MayTravel(ITypeSymbol type)
    {
        if (type.SpecialType is SpecialType.System_String or SpecialType.System_Object || type.TypeKind is TypeKind.TypeParameter or TypeKind.Error or TypeKind.Interface)
        {
            return true;
        }

        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return MayTravel(nullable.TypeArguments[0]);
        }

        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.IsPayload())
            {
                return true;
            }
        }

        return false;
    }
}
