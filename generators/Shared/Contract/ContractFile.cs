using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Mailbox.Generators.Contract;

/// <summary>
/// The text of <c>Mailbox.Contract.txt</c>: <c>payload NAME</c> or <c>payload NAME -> ANSWER</c>, then a line of two spaces for each member,
/// <c>path: type</c> or <c>path: type, required</c>. Payloads are sorted by name; lines that begin with # are comments, and stay with what follows.
/// </summary>
internal static class ContractFile
{
    public const string Name = "Mailbox.Contract.txt";
    private const string Head = "# The wire shapes of this project's payloads, for review: what changes here changes for every running peer.";
    private const string Payload = "payload ";
    private const string Arrow = " -> ";
    private const string Required = ", required";

    /// <summary>The file with these shapes, and with the comments and line ends of the one before.</summary>
    public static string Write(IEnumerable<WireShape> shapes, string before = "")
    {
        var comments = CommentsOf(before);
        var text = new StringBuilder(comments.TryGetValue("", out var head) ? head : Head + "\n");
        foreach (var shape in shapes.OrderBy(static shape => shape.Name, StringComparer.Ordinal))
        {
            text.Append('\n').Append(comments.TryGetValue(shape.Name, out var comment) ? comment : "");
            text.Append(Payload).Append(shape.Name).Append(shape.Response is null ? "" : Arrow + shape.Response).Append('\n');
            foreach (var member in shape.Members)
            {
                text.Append("  ").Append(member.Path).Append(": ").Append(member.Type).Append(member.IsRequired ? Required : "").Append('\n');
            }
        }

        return before.Contains("\r\n") ? text.Replace("\n", "\r\n").ToString() : text.ToString();
    }

    public static IReadOnlyList<WireShape> Read(string text)
    {
        List<WireShape> shapes = [];
        List<WireMember> members = [];
        foreach (var line in text.Split('\n').Select(static line => line.TrimEnd()))
        {
            if (line.StartsWith(Payload, StringComparison.Ordinal))
            {
                var names = line.Substring(Payload.Length).Split([Arrow], 2, StringSplitOptions.None);
                members = [];
                shapes.Add(new WireShape(names[0], names.Length > 1 ? names[1] : null, members));
            }
            else if (line.StartsWith("  ", StringComparison.Ordinal) && line.LastIndexOf(": ", StringComparison.Ordinal) is > 0 and var colon)
            {
                var type = line.Substring(colon + 2);
                var isRequired = type.EndsWith(Required, StringComparison.Ordinal);
                members.Add(new WireMember(line.Substring(2, colon - 2), isRequired ? type.Substring(0, type.Length - Required.Length) : type, isRequired));
            }
        }

        return shapes;
    }

    /// <summary>The comments before each payload, by its name; those before the first empty line, which are the file's, by the empty one.</summary>
    private static Dictionary<string, string> CommentsOf(string text)
    {
        Dictionary<string, string> comments = new(StringComparer.Ordinal);
        var (pending, isHead) = ("", true);
        foreach (var line in text.Split('\n').Select(static line => line.TrimEnd()))
        {
            if (line.StartsWith("#", StringComparison.Ordinal))
            {
                pending += line + "\n";
            }
            else if (line.StartsWith(Payload, StringComparison.Ordinal))
            {
                comments[line.Substring(Payload.Length).Split([Arrow], StringSplitOptions.None)[0]] = pending;
                (pending, isHead) = ("", false);
            }
            else if (line.Length == 0 && isHead && pending.Length > 0)
            {
                comments[""] = pending;
                (pending, isHead) = ("", false);
            }
        }

        return comments;
    }
}
