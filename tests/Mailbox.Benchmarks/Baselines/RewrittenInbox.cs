using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Mailbox.Benchmarks.Baselines;

/// <summary>The array read, parsed, pushed to, printed and written whole, under the lock, in Node: as an Agent Teams client does it.</summary>
internal static class RewrittenInbox
{
    private const string Script = """
        const fs = require('fs'); const [inbox, count] = process.argv.slice(-2); const times = [];
        for (let n = 0; n < Number(count); n++) {
          const start = process.hrtime.bigint();
          fs.mkdirSync(inbox + '.lock');
          const entries = JSON.parse(fs.readFileSync(inbox, 'utf8'));
          entries.push({ from: 'node', text: 'hello', timestamp: new Date().toISOString(), read: false });
          fs.writeFileSync(inbox + '.tmp', JSON.stringify(entries, null, 2)); fs.renameSync(inbox + '.tmp', inbox);
          fs.rmdirSync(inbox + '.lock');
          times.push(Number(process.hrtime.bigint() - start) / 1e6);
        }
        times.sort((a, b) => a - b); console.log(times[times.length >> 1]);
        """;

    public static void Fill(string path, int entries)
    {
        var entry = $$"""
              {
                "from": "worker-1",
                "text": "{{new string('x', 500)}}",
                "timestamp": "2026-11-21T08:59:18.506Z",
                "read": false
              }
            """;
        var text = new StringBuilder("[\n").AppendJoin(",\n", Enumerable.Repeat(entry, entries)).Append("\n]");
        File.WriteAllText(path, text.ToString());
    }

    /// <summary>The median of so many appends, in milliseconds.</summary>
    public static double MeasureNode(string path, int count)
    {
        using var node = Process.Start(new ProcessStartInfo("node", ["-e", Script, path, count.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!;
        return double.Parse(node.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
    }
}
