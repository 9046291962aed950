using System.Globalization;
using System.Text.Json;

namespace Mailbox.Payloads;

/// <summary>One comparison of a value with a schema. It remembers where it is, and writes the path only for what is wrong.</summary>
internal sealed class SchemaWalk
{
    private const int MaxFaults = 32;
    private readonly List<(string? Name, int Index)> _path = [];

    public List<PayloadFault> Faults { get; private set; } = [];

    public void Compare(SchemaNode schema, JsonElement value)
    {
        if (Faults.Count >= MaxFaults)
        {
            return;
        }

        if (schema.AnyOf.Count > 0)
        {
            CompareChoices(schema.AnyOf, value);
        }

        if (!ScalarRules.Holds(schema, value))
        {
            Fault(schema.Describe(), JsonValues.Show(value));
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            CompareObject(schema, value);
        }
        else if (value.ValueKind == JsonValueKind.Array && schema.Items is { } items)
        {
            var index = 0;
            foreach (var element in value.EnumerateArray())
            {
                Below((null, index++), items, element);
            }
        }
    }

    public void Fault(string expected, string found) => Faults.Add(new PayloadFault(Where(), expected, found));

    private void CompareObject(SchemaNode schema, JsonElement value)
    {
        foreach (var property in schema.Properties)
        {
            if (property.IsRequired && !value.TryGetProperty(property.Name, out _))
            {
                _path.Add((property.Name, 0));
                Fault(property.Node.Describe(), "nothing");
                _path.RemoveAt(_path.Count - 1);
            }
        }

        if (schema.Properties.Count == 0 && schema.Others is null)
        {
            return;
        }

        foreach (var property in value.EnumerateObject())
        {
            if (Find(schema.Properties, property) is { } known)
            {
                Below((known.Name, 0), known.Node, property.Value);
            }
            else if (schema.Others is { } others)
            {
                Below((property.Name, 0), others, property.Value);
            }
        }
    }

    private static SchemaProperty? Find(IReadOnlyList<SchemaProperty> properties, JsonProperty property)
    {
        for (var i = 0; i < properties.Count; i++)
        {
            if (property.NameEquals(properties[i].Name))
            {
                return properties[i];
            }
        }

        return null;
    }

    private void Below((string? Name, int Index) place, SchemaNode schema, JsonElement value)
    {
        _path.Add(place);
        Compare(schema, value);
        _path.RemoveAt(_path.Count - 1);
    }

    private void CompareChoices(IReadOnlyList<SchemaNode> choices, JsonElement value)
    {
        var outer = Faults;
        List<PayloadFault>? best = null;
        foreach (var choice in choices)
        {
            Faults = [];
            Compare(choice, value);
            if (Faults.Count == 0)
            {
                Faults = outer;
                return;
            }

            // What fits deepest is what was meant: its faults help most.
            best = best is null || Faults.Max(static fault => fault.Path.Length) > best.Max(static fault => fault.Path.Length) ? Faults : best;
        }

        Faults = [.. outer, .. best ?? []];
    }

    private string Where() => _path.Aggregate("$", static (path, place) => place.Name is { } name ? JsonValues.Path(path, name) : path + string.Create(CultureInfo.InvariantCulture, $"[{place.Index}]"));
}
