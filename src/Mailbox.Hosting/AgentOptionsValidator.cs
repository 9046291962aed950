using Microsoft.Extensions.Options;

namespace Mailbox.Hosting;

/// <summary>Tells everything that is wrong with an agent's options at once, when the host starts.</summary>
internal sealed class AgentOptionsValidator : IValidateOptions<AgentOptions>
{
    public ValidateOptionsResult Validate(string? name, AgentOptions options)
    {
        var faults = options.Faults().Select(fault => $"Agent '{name}': {fault}").ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
