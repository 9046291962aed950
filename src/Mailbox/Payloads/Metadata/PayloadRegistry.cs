using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Mailbox.Payloads;

/// <summary>The payloads of this process. Each assembly's generated code adds its own when the assembly is first used.</summary>
public static class PayloadRegistry
{
    private static readonly ConcurrentDictionary<Type, PayloadContract> Contracts = new();

    internal static IReadOnlyList<PayloadContract> All => [.. Contracts.Values.OrderBy(static contract => contract.Name, StringComparer.Ordinal)];

    /// <summary>Adds a payload. A closed generic payload may come from several assemblies; they say the same.</summary>
    public static void Add(PayloadContract contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        Contracts.TryAdd(contract.Type, contract);
    }

    internal static PayloadContract? Find(Type type)
    {
        if (Contracts.TryGetValue(type, out var contract))
        {
            return contract;
        }

        // Nothing of its assembly has run yet.
        RuntimeHelpers.RunModuleConstructor(type.Module.ModuleHandle);
        return Contracts.TryGetValue(type, out contract) ? contract : type.BaseType is { } parent && parent != typeof(object) ? Find(parent) : null;
    }

    internal static InvalidOperationException Missing(Type type) => new(
        $"{type} is no payload. Annotate it with [Payload(\"some.name\")] in a project that references Mailbox's generator; name a closed generic payload with [assembly: PayloadOf(typeof(...))].");
}
