using System.Text.Json;
using Mailbox.Json;

namespace Mailbox.Files.Documents;

/// <summary>How documents look: as Agent Teams writes its own, two spaces, LF, non-ASCII as it is.</summary>
internal static class DocumentOptions
{
    /// <summary>The options of a context, completed by what its attribute cannot say.</summary>
    public static JsonSerializerOptions Of(JsonSerializerOptions declared) => new(declared)
    {
        Encoder = JsonStringifyEncoder.Instance,
        NewLine = "\n",

        // What is missing, or null where that cannot be, makes a document damaged, instead of whoever uses it stumble.
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };
}
