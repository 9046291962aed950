namespace Mailbox;

/// <summary>Something that was published.</summary>
/// <param name="Number">Its place among all publications of the team, from 1.</param>
/// <param name="Topic">What it was published to.</param>
/// <param name="Message">What was published.</param>
public sealed record Publication(long Number, string Topic, Message Message);
