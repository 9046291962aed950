using System.CommandLine;

namespace Mailbox.Cli.Commands;

/// <summary>A message's body: an argument, a file, or standard input.</summary>
internal sealed class Body
{
    public Argument<string?> Text { get; } = new("text") { Description = "The text, or JSON whose type names a payload; - or nothing reads standard input.", Arity = ArgumentArity.ZeroOrOne };

    public Option<FileInfo?> File { get; } = new("--file") { Description = "Read the text from a file." };

    public Option<string?> Subject { get; } = new("--subject") { Description = "A few words about it." };

    public Option<string?> Conversation { get; } = new("--conversation") { Description = "The conversation it belongs to." };

    public void AddTo(Command command)
    {
        command.Arguments.Add(Text);
        command.Options.Add(File);
        command.Options.Add(Subject);
        command.Options.Add(Conversation);
    }

    public async Task<OutgoingMessage> ReadAsync(Verb verb)
    {
        var text = verb.Get(Text);
        if (verb.Get(File) is { } file)
        {
            if (text is not null)
            {
                throw new UsageException("Give the text, or --file, and not both.");
            }

            text = file.Exists ? await System.IO.File.ReadAllTextAsync(file.FullName, verb.Cancel).ConfigureAwait(false) : throw new UsageException($"There is no file '{file.FullName}'.");
        }
        else if (text is null or "-")
        {
            text = await verb.Console.In.ReadToEndAsync(verb.Cancel).ConfigureAwait(false);
        }

        return new OutgoingMessage { Text = text, Summary = verb.Get(Subject), ConversationId = verb.Get(Conversation) };
    }
}
