using System.Text;
using Mailbox.Teams;
using Mailbox.TestKit;

namespace Mailbox.Faults.Tests;

/// <summary>Names that want out of the folder, or into somebody else's: at least five hundred. Each is refused, or has a folder of its own inside of the root.</summary>
public sealed class HostileNameTests : IAsyncDisposable
{
    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "COM1", "COM9", "LPT1", "LPT9", "CONIN$", "CLOCK$", "con", "nul.txt", "aux.json"];
    private static readonly string[] Paths = ["..", ".", "../x", "../../etc/passwd", "/etc/passwd", "a/b", "a/../b", @"..\x", @"C:\x", "C:", @"\\host\share", "~", "~root", "file:///etc/passwd", "a//b", "./a", "a/.", "..;", "%2e%2e%2f", "..%2f", "..%c0%af", "${HOME}", "$(id)", "`id`", "|id", ";id", "a\nb", "a\rb", "a\tb", "a\0b", "\0", " ", "  a", "a  ", ".a", "a.", "-rf", "--help", "*", "?", "[a]", "{a,b}", "<a>", "\"a\"", "'a'", "a:b", "a|b", "a&b", "a;b", "a=b", "a,b", "a@b", "#a", "!a", "^a", ""];
    private static readonly int[] Odd = [0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF, 0xAD, 0x34F, 0x61C, 0x115F, 0x3164, 0xFFA0, 0x180E, 0x2028, 0x2029, 0x85, 0xA0, 0x2000, 0x3000, 0xE0001, 0xE0041, 0xFFFC, 0xFFFD, 0xFDD0];
    private readonly TestTeam _team = new();

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    public static IReadOnlyList<string> Names { get; } =
    [
        .. Devices, .. Paths, .. Enumerable.Range(0, 128).Select(static c => $"a{(char)c}b"),
        .. Odd.SelectMany(static c => new[] { $"{char.ConvertFromUtf32(c)}agent", $"ag{char.ConvertFromUtf32(c)}ent", $"agent{char.ConvertFromUtf32(c)}" }),
        .. ((int[])[99, 100, 101, 250, 255, 256, 1000, 4096, 100_000]).SelectMany(static n => new[] { new string('x', n), new string('é', n), new string('/', n), string.Concat(Enumerable.Repeat("😀", n)) }),
        "Agent", "AGENT", "agent", "а" + "gent", "аgеnt", "ａｇｅｎｔ", "agént", "age\u0301nt", "agent\u0301", "ﬁle", "ſtaff", "K", "İ", "ı", "ß", "ǆ", "Ⅷ", "①", "مرحبا", "שלום", "日本語", "👩‍👩‍👧", "\uD800", "a\uDC00b", "\uDBFF\uDBFF",
        .. Enumerable.Range(0, 200).Select(static i => new string([.. Enumerable.Range(0, 1 + (i % 17)).Select(j => (char)(((i * 7919) + (j * 104729)) % 0x2FFF))])),
    ];

    [Fact]
    public async Task No_name_leaves_the_root_and_none_takes_anothers_folder()
    {
        Assert.True(Names.Count >= 500, $"{Names.Count}");
        Dictionary<string, string> folders = new(StringComparer.OrdinalIgnoreCase);
        var (joined, taken) = (0, 0);
        foreach (var name in Names.Distinct(StringComparer.Ordinal))
        {
            try
            {
                _ = TeamNames.Validate(name);
                var key = TeamNames.AgentFile(name);
                Assert.Matches("^[A-Za-z0-9_-]+$", key);
                Assert.True(Encoding.UTF8.GetByteCount(key + ".json") <= 255, name);
                await (await _team.JoinAsync(name)).DisposeAsync();
                Assert.True(folders.TryAdd(Path.Combine(_team.StoreFolder, "agents", key), name), $"'{name}' and '{folders.GetValueOrDefault(Path.Combine(_team.StoreFolder, "agents", key))}' share a folder");
                joined++;
            }
            catch (InvalidNameException e)
            {
                Assert.True(e.Message.Length < 1000 && !e.Message.Contains('\0'), "An error is for people, too.");
            }
            catch (NameTakenException)
            {
                taken++; // Told, and not silently the other's mail.
            }
        }

        Assert.True(joined > 20 && taken > 5, $"{joined} joined, {taken} taken");
        Assert.Equal(["mailbox", "teams"], Directory.GetDirectories(_team.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Empty(Directory.GetDirectories(Path.Combine(_team.StoreFolder, "agents")).Except(folders.Keys, StringComparer.Ordinal).Select(folder => $"{folder}: {File.ReadAllText(Path.Combine(folder, "agent.json"))[..60]}"));
    }

    [Fact]
    public async Task No_team_name_leaves_the_root()
    {
        foreach (var name in Names.Distinct(StringComparer.Ordinal))
        {
            try
            {
                await (await AgentMailbox.JoinAsync(name, "agent", _team.Options)).DisposeAsync();
            }
            catch (MailboxException e)
            {
                Assert.True(e is InvalidNameException or NameTakenException, $"'{name}': {e}");
            }
        }

        Assert.Equal(["mailbox", "teams"], Directory.GetDirectories(_team.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(Directory.GetDirectories(_team.Folder["mailbox"]), static folder => Assert.Matches("^[a-zA-Z0-9_-]+$", Path.GetFileName(folder)));
    }
}
