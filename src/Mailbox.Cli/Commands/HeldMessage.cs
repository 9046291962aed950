using System.CommandLine;

namespace Mailbox.Cli.Commands;

/// <summary>A message that <c>receive --hold</c> took: its id, and the token that was printed with it.</summary>
internal sealed class HeldMessage
{
    public Argument<Guid> Id { get; } = new("id") { Description = "The message's id." };

    public Option<long> Token { get; } = new("--token") { Description = "The token that receive --hold printed.", Required = true };

    public void AddTo(Command command)
    {
        command.Arguments.Add(Id);
        command.Options.Add(Token);
    }

    /// <summary>Takes the claim up, does something to the message, and ends.</summary>
    public Task<ExitCode> SettleAsync(Verb verb, Func<MessageDelivery, Task> settle) => verb.AsAgentAsync(async mailbox =>
    {
        await settle(await mailbox.AttachAsync(verb.Get(Id), verb.Get(Token), verb.Cancel).ConfigureAwait(false)).ConfigureAwait(false);
        return ExitCode.Done;
    });
}
