using System.Collections.Concurrent;
using Mailbox.Files;
using Mailbox.Files.Documents;
using Mailbox.Files.Locks;
using Mailbox.Store.Spool;

namespace Mailbox.Agents;

/// <summary>The cards of a team's agents. A card is changed under its lock, by whichever process of the agent has something to say.</summary>
internal sealed class AgentCards(Disk disk, string storeFolder)
{
    private readonly DocumentFile<CardDocument> _documents = new(disk, static () => CardJson.Documents.CardDocument, "card of an agent", Normalize);
    private readonly ConcurrentDictionary<string, ProcessLock> _locks = new(StringComparer.Ordinal);

    /// <summary>An agent's card; null when it has none that can be read. The next of its processes to give a sign of life writes it anew.</summary>
    public CardDocument? TryRead(string agent)
    {
        try
        {
            return _documents.TryRead(new AgentFolder(storeFolder, agent).Card);
        }
        catch (DamagedFileException)
        {
            return null; // Somebody edited it by hand, or a disk failed: what matters in it is told again within a heartbeat.
        }
    }

    /// <summary>Every card there is.</summary>
    public IEnumerable<CardDocument> All() => disk.DirectoryNames(Path.Combine(storeFolder, "agents")).Select(TryRead).OfType<CardDocument>();

    private static CardDocument Normalize(CardDocument card) => card with
    {
        Capabilities = WithoutNull(card.Capabilities),
        Payloads = WithoutNull(card.Payloads),
        Sessions = WithoutNull(card.Sessions),
        Metadata = card.Metadata?.Any(static pair => pair.Value is null) == true ? card.Metadata.Where(static pair => pair.Value is not null).ToDictionary(StringComparer.Ordinal) : card.Metadata,
    };

    private static IReadOnlyList<T>? WithoutNull<T>(IReadOnlyList<T>? items) => items?.Any(static item => item is null) == true ? [.. items.Where(static item => item is not null)] : items;

    /// <summary>Changes a card; <paramref name="change"/> gets what is there, and may refuse by throwing.</summary>
    public async ValueTask<CardDocument> ChangeAsync(string agent, Func<CardDocument, CardDocument> change, CancellationToken cancel)
    {
        var folder = new AgentFolder(storeFolder, agent);
        using var held = await _locks.GetOrAdd(folder.Key, _ => new ProcessLock(disk, folder.Card + ".lock")).AcquireAsync(cancel).ConfigureAwait(false);
        var before = TryRead(agent) ?? new CardDocument { Name = agent };
        var after = change(before);
        if (after != before)
        {
            _documents.Write(folder.Card, after, sync: false);
        }

        return after;
    }
}
