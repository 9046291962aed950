namespace Mailbox.Store;

/// <summary>Mail that is durable and not yet visible.</summary>
internal interface IStagedMail
{
    /// <summary>Makes it visible.</summary>
    ValueTask CommitAsync();

    /// <summary>Throws it away.</summary>
    void Discard();
}
