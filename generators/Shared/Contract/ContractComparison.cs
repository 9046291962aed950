using System;
using System.Collections.Generic;
using System.Linq;

namespace Mailbox.Generators.Contract;

/// <summary>What a change of a payload does to peers that run with the recorded one.</summary>
internal static class ContractComparison
{
    /// <summary>What each number also holds: a type may become one of these, as far as who reads it is concerned.</summary>
    private static readonly Dictionary<string, string[]> Wider = new(StringComparer.Ordinal)
    {
        ["uint8"] = ["int16", "uint16", "int32", "uint32", "int64", "uint64", "float", "double", "decimal"],
        ["int8"] = ["int16", "int32", "int64", "float", "double", "decimal"],
        ["int16"] = ["int32", "int64", "float", "double", "decimal"],
        ["uint16"] = ["int32", "uint32", "int64", "uint64", "float", "double", "decimal"],
        ["int32"] = ["int64", "double", "decimal"],
        ["uint32"] = ["int64", "uint64", "double", "decimal"],
        ["int64"] = ["decimal"],
        ["uint64"] = ["decimal"],
        ["float"] = ["double"],
        ["uuid"] = ["string"],
        ["date"] = ["string"],
        ["date-time"] = ["string"],
        ["time"] = ["string"],
        ["timespan"] = ["string"],
        ["char"] = ["string"],
        ["version"] = ["string"],
        ["uri-reference"] = ["string"],
    };

    /// <summary>Each breaking change, in words.</summary>
    public static IEnumerable<string> Breaks(WireShape recorded, WireShape now)
    {
        if (recorded.Response != now.Response)
        {
            yield return $"it was answered by '{recorded.Response ?? "nothing"}', and is now by '{now.Response ?? "nothing"}'";
        }

        var members = now.Members.GroupBy(static member => member.Path, StringComparer.Ordinal).ToDictionary(static group => group.Key, static group => group.First(), StringComparer.Ordinal);
        foreach (var before in recorded.Members)
        {
            if (!members.TryGetValue(before.Path, out var after))
            {
                // Of a member that is gone, what was inside it goes without saying.
                if (Parent(before.Path) is not { } parent || members.ContainsKey(parent))
                {
                    yield return $"'{before.Path}' was removed or renamed";
                }
            }
            else if (!IsReadable(before.Type, after.Type))
            {
                yield return $"'{before.Path}' was '{before.Type}' and is '{after.Type}'";
            }
            else if (after.IsRequired && !before.IsRequired)
            {
                yield return $"'{before.Path}' is newly required";
            }
        }

        var known = new HashSet<string>(recorded.Members.Select(static member => member.Path), StringComparer.Ordinal);
        foreach (var added in now.Members.Where(member => member.IsRequired && !known.Contains(member.Path) && (Parent(member.Path) is not { } parent || known.Contains(parent))))
        {
            yield return $"'{added.Path}' is new and required";
        }
    }

    private static bool IsReadable(string before, string after)
    {
        var (old, isOldNullable) = Split(before);
        var (now, isNowNullable) = Split(after);
        return (isNowNullable || !isOldNullable) && (IsSame(old, now) || (Wider.TryGetValue(old, out var wider) && wider.Contains(now)));
    }

    /// <summary>Names of an enum mean the same in any order.</summary>
    private static bool IsSame(string old, string now) => old == now || (old.Contains(" | ") && new HashSet<string>(old.Split([" | "], StringSplitOptions.None)).SetEquals(now.Split([" | "], StringSplitOptions.None)));

    private static (string Type, bool IsNullable) Split(string type) => type.EndsWith("?", StringComparison.Ordinal) ? (type.Substring(0, type.Length - 1), true) : (type, false);

    /// <summary>The path of what a member lies in; null for one of the payload itself.</summary>
    private static string? Parent(string path)
    {
        var (end, isQuoted) = (0, false);
        for (var i = 0; i < path.Length; i++)
        {
            isQuoted ^= path[i] == '\'';
            end = !isQuoted && path[i] is ('.' or '[' or '{' or '(') ? i : end;
        }

        return end <= 0 ? null : path.Substring(0, end);
    }
}
