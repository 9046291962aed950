using System.Text.Json;
using Mailbox.Processes;
using Mailbox.Store;

namespace Mailbox.Agents;

/// <summary>One open mailbox on its agent's card: registered, kept alive, taken off.</summary>
internal sealed class AgentPresence(string agent, AgentDirectory directory, MailboxOptions options)
{
    private readonly Lock _sync = new();
    private readonly DateTimeOffset _since = options.TimeProvider.GetUtcNow();
    private readonly Dictionary<string, CardPayload> _payloads = new(StringComparer.Ordinal);
    private AgentProfile? _profile = options.Profile;
    private long _beatAt;
    private bool _isClosed;

    /// <summary>Tells this mailbox from others of the same process and name.</summary>
    public string Session { get; } = Guid.NewGuid().ToString("N")[..12];

    /// <summary>The pulse gives the signs of life, so they cannot come more often than it.</summary>
    private TimeSpan Every => options.HeartbeatInterval > options.RescanInterval ? options.HeartbeatInterval : options.RescanInterval;

    public AgentVisibility Visibility => _profile?.Visibility ?? AgentVisibility.Visible;

    /// <summary>Puts this mailbox on the card, and with a profile what it tells.</summary>
    /// <exception cref="NameHeldException">Another process that runs holds the name.</exception>
    public async ValueTask RegisterAsync(AgentProfile? profile, AgentStatus status, CancellationToken cancel)
    {
        profile?.Validate();
        var before = _profile;
        try
        {
            await ChangeAsync(card => Told(Claimed(card, _profile = profile ?? before)), () => status, cancel).ConfigureAwait(false);
        }
        catch (NameHeldException)
        {
            _profile = before;
            throw;
        }
    }

    /// <summary>Says that this agent handles these payloads.</summary>
    public ValueTask HandlesAsync(IReadOnlyList<PayloadContract> payloads, Func<AgentStatus> status, CancellationToken cancel)
    {
        lock (_sync)
        {
            foreach (var contract in payloads)
            {
                _payloads[contract.Name] = Card(contract);
            }
        }

        return ChangeAsync(Told, status, cancel);
    }

    /// <summary>Gives a sign of life if one is due.</summary>
    /// <exception cref="NameHeldException">This process was silent for so long that another has taken the name.</exception>
    public async ValueTask BeatAsync(Func<AgentStatus> status, bool isDue, CancellationToken cancel)
    {
        if (isDue || options.TimeProvider.GetElapsedTime(Volatile.Read(ref _beatAt)) >= options.HeartbeatInterval)
        {
            await ChangeAsync(card => Told(card.Sessions?.Any(session => session.Id == Session) == true ? card : Claimed(card, _profile)), status, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Takes this mailbox off the card. What the agent told stays, for whoever sends to it while it is away.</summary>
    public async ValueTask CloseAsync()
    {
        lock (_sync)
        {
            _isClosed = true;
        }

        await directory.Cards.ChangeAsync(agent, card => card with { Sessions = Others(card) }, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>After <see cref="CloseAsync"/>: the agent is listed no more. False when another process of it is there, and it stays.</summary>
    public async ValueTask<bool> LeaveAsync(CancellationToken cancel)
    {
        var after = await directory.Cards.ChangeAsync(agent, card =>
        {
            var others = Others(card);
            return card with { Sessions = others, Left = others.Count == 0 ? true : card.Left };
        }, cancel).ConfigureAwait(false);
        return after.Left == true;
    }

    private async ValueTask ChangeAsync(Func<CardDocument, CardDocument> change, Func<AgentStatus> status, CancellationToken cancel)
    {
        Volatile.Write(ref _beatAt, options.TimeProvider.GetTimestamp());
        await directory.Cards.ChangeAsync(agent, card =>
        {
            lock (_sync)
            {
                return _isClosed ? card : Alive(change(card), status());
            }
        }, cancel).ConfigureAwait(false);
    }

    private CardDocument Alive(CardDocument card, AgentStatus status)
    {
        var session = new CardSession(
            Session, ProcessIdentity.Current.ToString(), BootIdentity.Current, status.ToString().ToLowerInvariant(), _since,
            StoreClock.Read(options.TimeProvider).Monotonic, (long)Every.TotalMilliseconds, _profile is { IsShared: false });
        return card with { Name = agent, Device = Environment.MachineName, LastSeen = options.TimeProvider.GetUtcNow(), Left = null, Sessions = [.. Others(card), session] };
    }

    /// <summary>The other sessions that live; those that died go with whoever writes next.</summary>
    private IReadOnlyList<CardSession> Others(CardDocument card) => [.. directory.LiveSessions(card).Where(session => session.Id != Session)];

    /// <summary>The name is this process's, or shared by all that want it shared. A dead one's is free.</summary>
    private CardDocument Claimed(CardDocument card, AgentProfile? profile)
    {
        var own = ProcessIdentity.Current.ToString();
        var isAlone = profile is { IsShared: false };
        return Others(card).FirstOrDefault(session => session.Process != own && (isAlone || session.Alone)) is { } holder ? throw new NameHeldException(agent, holder.Process) : card;
    }

    private CardDocument Told(CardDocument card)
    {
        if (_profile is { } profile)
        {
            card = card with
            {
                Description = profile.Description,
                Capabilities = profile.Capabilities.Count == 0 ? null : profile.Capabilities,
                Harness = profile.Harness,
                Visibility = profile.Visibility == AgentVisibility.Visible ? null : profile.Visibility.ToString().ToLowerInvariant(),
                Metadata = profile.Metadata.Count == 0 ? null : profile.Metadata,
            };
        }

        lock (_sync)
        {
            // What processes that have ended handled, nobody does any more.
            var handled = (Others(card).Count == 0 ? [] : card.Payloads ?? [])
                .Where(payload => !_payloads.ContainsKey(payload.Name)).Concat(_payloads.Values).OrderBy(static payload => payload.Name, StringComparer.Ordinal).ToList();
            return card with { Payloads = handled.Count == 0 ? null : handled };
        }
    }

    private static CardPayload Card(PayloadContract contract)
    {
        using var schema = JsonDocument.Parse(contract.Schema, new JsonDocumentOptions { MaxDepth = 256 });
        var response = contract.ResponseType is not { } type ? null : type == typeof(string) ? "string" : PayloadContract.Of(type).Name;
        return new CardPayload(contract.Name, schema.RootElement.Clone(), contract.Description, response);
    }
}
