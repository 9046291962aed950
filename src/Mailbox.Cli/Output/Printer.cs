using System.Text.Json;
using Spectre.Console;

namespace Mailbox.Cli.Output;

/// <summary>Prints what a verb found, for people or for machines.</summary>
internal static class Printer
{
    public static async Task JsonAsync<T>(Verb verb, T value) => await verb.Console.Out.WriteLineAsync(JsonSerializer.Serialize(value, CliJson.Options)).ConfigureAwait(false);

    /// <summary>A table; cells are plain text, in which nothing has an effect.</summary>
    public static void Table(Verb verb, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))) { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select((cell, i) => new Text(Plain.Line(cell), columns[i] == "STATE" ? StateStyle.Of(cell) : Style.Plain)));
        }

        verb.Console.Ansi.Write(table);
    }

    /// <summary>One line of differently coloured parts; cut where the terminal ends, whole where there is none.</summary>
    public static void Line(Verb verb, IReadOnlyList<(string Text, Style Style)> parts)
    {
        if (!verb.Console.Ansi.Profile.Capabilities.Ansi)
        {
            verb.Console.Out.WriteLine(string.Concat(parts.Select(static part => part.Text)));
            return;
        }

        var line = new Paragraph().Overflow(Overflow.Ellipsis);
        foreach (var (text, style) in parts)
        {
            line.Append(text, style);
        }

        verb.Console.Ansi.Write(line);
        verb.Console.Ansi.WriteLine();
    }

    /// <summary>Messages as rows, or as JSON; the code says whether there were any.</summary>
    public static async Task<ExitCode> MessagesAsync(Verb verb, IReadOnlyList<StoredMessage> messages)
    {
        if (verb.IsJson)
        {
            await JsonAsync(verb, messages.Select(MessageJson.Of)).ConfigureAwait(false);
        }
        else if (messages.Count > 0)
        {
            var now = TimeProvider.System.GetUtcNow();
            Table(verb, ["ID", "SENT", "FROM", "TO", "STATE", "SUBJECT"], messages.Select(found => (IReadOnlyList<string>)
            [
                found.Message.Id.ToString(), Plain.Ago(found.Message.Timestamp, now), found.Message.From, found.Message.To,
                StateStyle.NameOf(found.State) + (found.Attempt > 1 ? $" ({found.Attempt})" : ""), SubjectOf(found.Message),
            ]));
        }

        return messages.Count > 0 ? ExitCode.Done : ExitCode.NothingThere;
    }

    public static string SubjectOf(Message message) => message.Summary ?? message.Type ?? message.Text;
}
