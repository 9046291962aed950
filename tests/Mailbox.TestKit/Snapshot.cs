using System.Runtime.CompilerServices;

namespace Mailbox.TestKit;

/// <summary>Compares a text with the reviewed file beside the test, named as Verify names it.</summary>
public static class Snapshot
{
    /// <summary>Fails when the text differs; what it is now lies beside the reviewed file as <c>.received</c>. Copy it over when it is meant.</summary>
    /// <param name="text">What the test got.</param>
    /// <param name="extension">The file's extension, without the dot.</param>
    /// <param name="case">Which of several cases of one test it is.</param>
    /// <param name="method">The test.</param>
    /// <param name="file">Its source file, whose name is the class's.</param>
    public static void Matches(string text, string extension = "txt", string? @case = null, [CallerMemberName] string method = "", [CallerFilePath] string file = "")
    {
        var name = $"{Path.GetFileNameWithoutExtension(file)}.{method}{(@case is null ? "" : "_" + @case)}";
        var folder = Path.GetDirectoryName(file)!;
        var verified = Path.Combine(folder, $"{name}.verified.{extension}");
        if (!File.Exists(verified) || File.ReadAllText(verified) != text)
        {
            var received = Path.Combine(folder, $"{name}.received.{extension}");
            File.WriteAllText(received, text);
            throw new InvalidOperationException($"It differs from {verified}. What it is now lies in {received}.");
        }
    }
}
