using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Mailbox.Generators.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mailbox.Analyzers.Contract;

/// <summary>The contract file of a project.</summary>
internal static class RecordedContract
{
    /// <summary>The recorded shapes by name; null when the project records none.</summary>
    public static IReadOnlyDictionary<string, WireShape>? Read(AnalyzerOptions options, CancellationToken cancel) =>
        FindFile(options)?.GetText(cancel) is { } text
            ? ContractFile.Read(text.ToString()).GroupBy(static shape => shape.Name).ToDictionary(static group => group.Key, static group => group.First())
            : null;

    /// <summary>The line on which a payload is recorded.</summary>
    public static Location PlaceOf(string name, AnalyzerOptions options, CancellationToken cancel)
    {
        var line = FindFile(options) is { } file && file.GetText(cancel) is { } text ? text.Lines.FirstOrDefault(line => IsOf(line.ToString(), name)) : default;
        return line == default ? Location.None : Location.Create(FindFile(options)!.Path, line.Span, line.Text!.Lines.GetLinePositionSpan(line.Span));
    }

    private static bool IsOf(string line, string name) => line.TrimEnd() == $"payload {name}" || line.StartsWith($"payload {name} -> ", System.StringComparison.Ordinal);

    public static AdditionalText? FindFile(AnalyzerOptions options) => options.AdditionalFiles.FirstOrDefault(static file => Path.GetFileName(file.Path) == ContractFile.Name);
}
