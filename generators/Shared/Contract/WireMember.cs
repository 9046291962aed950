namespace Mailbox.Generators.Contract;

/// <summary>One member on the wire.</summary>
/// <param name="Path">Where it is, as in <c>notes[].text</c>.</param>
/// <param name="Type">What is there, such as <c>string</c>, <c>int32?</c>, <c>Low | High</c> or <c>list</c>.</param>
/// <param name="IsRequired">Whether it must be there.</param>
internal sealed record WireMember(string Path, string Type, bool IsRequired);
