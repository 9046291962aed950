namespace Mailbox.Store.Fresh;

/// <summary>Whether mail that stood in line is on its way to the index instead.</summary>
internal enum Spilling
{
    No,

    /// <summary>It will be looked for; until then nothing may overtake it.</summary>
    Ahead,

    /// <summary>It is being looked for.</summary>
    Now,
}
