using System.Text.Json;
using Mailbox.Json;

namespace Mailbox.Payloads;

/// <summary>
/// A JSON Schema (draft 2020-12) of the kind that the generator writes: type, properties, required, items, additionalProperties, enum, const,
/// anyOf, $ref into $defs, format, pattern, minLength and maxLength. Other keywords are ignored, as the draft asks of those one does not know.
/// </summary>
internal sealed class JsonSchema
{
    private const int MaxFaults = 32;
    private readonly JsonElement _root;

    private JsonSchema(JsonElement root) => _root = root;

    public static JsonSchema Parse(string schema)
    {
        using var document = JsonDocument.Parse(schema, new JsonDocumentOptions { MaxDepth = 256 });
        return new JsonSchema(document.RootElement.Clone());
    }

    /// <summary>The schema without what only programs need.</summary>
    public static string ForReaders(string schema)
    {
        const string Dialect = "\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",";
        return schema.Replace(Dialect, "", StringComparison.Ordinal);
    }

    /// <summary>What is wrong with a text; its <c>type</c> may be missing, and must be the payload's name if it is there.</summary>
    public IReadOnlyList<PayloadFault> Validate(string json, string name)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = PayloadFrame.MaxDepth });
        }
        catch (JsonException e)
        {
            return [new PayloadFault("$", "a JSON object", $"no JSON: {e.Message}")];
        }

        using (document)
        {
            List<PayloadFault> faults = [];
            try
            {
                Validate(document.RootElement, name, faults);
            }
            catch (InvalidOperationException)
            {
                faults.Add(new PayloadFault("$", "names of Unicode characters", "a name with half a surrogate pair, which JSON can escape and nothing else hold"));
            }

            return faults;
        }
    }

    private void Validate(JsonElement value, string name, List<PayloadFault> faults)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("type"u8, out var type) && !(type.ValueKind == JsonValueKind.String && JsonValues.TextOf(type) == name))
        {
            faults.Add(new PayloadFault("$.type", $"\"{name}\", or no type", JsonValues.Show(type)));
        }

        Validate(_root, value, "$", faults);
    }

    private void Validate(JsonElement schema, JsonElement value, string path, List<PayloadFault> faults)
    {
        schema = Resolve(schema);
        if (faults.Count >= MaxFaults || schema.ValueKind != JsonValueKind.Object)
        {
            return; // true: anything goes.
        }

        if (schema.TryGetProperty("anyOf"u8, out var choices))
        {
            ValidateChoice(choices, value, path, faults);
        }

        if (ScalarRules.Check(schema, value) is { } expected)
        {
            faults.Add(new PayloadFault(path, expected, JsonValues.Show(value)));
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            ValidateObject(schema, value, path, faults);
        }
        else if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items"u8, out var items))
        {
            var index = 0;
            foreach (var element in value.EnumerateArray())
            {
                Validate(items, element, $"{path}[{index++}]", faults);
            }
        }
    }

    private void ValidateObject(JsonElement schema, JsonElement value, string path, List<PayloadFault> faults)
    {
        if (schema.TryGetProperty("required"u8, out var required))
        {
            faults.AddRange(required.EnumerateArray()
                .Select(static name => name.GetString()!)
                .Where(name => !value.TryGetProperty(name, out _))
                .Select(name => new PayloadFault(JsonValues.Path(path, name), Expectation(schema, name), "nothing")));
        }

        var hasProperties = schema.TryGetProperty("properties"u8, out var properties);
        var hasOthers = schema.TryGetProperty("additionalProperties"u8, out var others);
        foreach (var property in value.EnumerateObject())
        {
            if (hasProperties && properties.TryGetProperty(property.Name, out var rule))
            {
                Validate(rule, property.Value, JsonValues.Path(path, property.Name), faults);
            }
            else if (hasOthers)
            {
                Validate(others, property.Value, JsonValues.Path(path, property.Name), faults);
            }
        }
    }

    private void ValidateChoice(JsonElement choices, JsonElement value, string path, List<PayloadFault> faults)
    {
        List<PayloadFault>? best = null;
        foreach (var choice in choices.EnumerateArray())
        {
            List<PayloadFault> own = [];
            Validate(choice, value, path, own);
            if (own.Count == 0)
            {
                return;
            }

            // What fits deepest is what was meant: its faults help most.
            best = best is null || own.Max(static fault => fault.Path.Length) > best.Max(static fault => fault.Path.Length) ? own : best;
        }

        faults.AddRange(best ?? []);
    }

    private string Expectation(JsonElement schema, string name) =>
        schema.TryGetProperty("properties"u8, out var properties) && properties.TryGetProperty(name, out var rule) ? ScalarRules.Describe(Resolve(rule)) : "a value";

    private JsonElement Resolve(JsonElement schema)
    {
        for (var hops = 0; hops < 16 && schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref"u8, out var reference); hops++)
        {
            const string Prefix = "#/$defs/";
            var target = reference.GetString()!;
            if (target == "#")
            {
                return _root;
            }

            schema = target.StartsWith(Prefix, StringComparison.Ordinal) && _root.TryGetProperty("$defs"u8, out var definitions) && definitions.TryGetProperty(target[Prefix.Length..], out var found)
                ? found
                : throw new JsonException($"The schema refers to '{target}', which it does not define.");
        }

        return schema;
    }
}
