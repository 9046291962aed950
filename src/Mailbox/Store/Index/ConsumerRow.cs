using Mailbox.Processes;

namespace Mailbox.Store.Index;

/// <summary>The row of <c>consumers</c>: who consumes a mailbox, and until when alone.</summary>
internal sealed record ConsumerRow(Consumer Consumer, long Token, long AloneUntil, long SharedUntil)
{
    /// <summary>What <see cref="AloneUntil"/> is for those who were alone when the machine stopped.</summary>
    public const long BeforeBoot = 1;

    /// <summary>Whether it has said that others may take mail as well: then nothing is in its memory that the index does not know.</summary>
    public bool HasGivenWay => AloneUntil == 0;

    /// <summary>Whether it will not come back: its process has ended, or the machine was started anew since.</summary>
    public bool IsGone => AloneUntil == BeforeBoot || ProcessIdentity.Parse(Consumer.Process)?.IsAlive() == false;

    public bool IsAlone(long now) => AloneUntil > now;
}
