namespace Mailbox;

/// <summary>One thing that is wrong with a payload's JSON.</summary>
/// <param name="Path">Where, as in <c>$.notes[2].line</c>.</param>
/// <param name="Expected">What its schema asks for there.</param>
/// <param name="Found">What is there.</param>
public sealed record PayloadFault(string Path, string Expected, string Found)
{
    /// <summary><c>$.line: expected an integer of format int32, found string "7"</c>.</summary>
    public override string ToString() => $"{Path}: expected {Expected}, found {Found}";
}
