using Mailbox.Cli;
using Mailbox.Cli.Output;

return await MailboxCommand.RunAsync(args, CliConsole.Real).ConfigureAwait(false);
