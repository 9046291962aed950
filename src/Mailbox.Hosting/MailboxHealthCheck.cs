using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Mailbox.Hosting;

/// <summary>Asks all agents of the host how they are.</summary>
internal sealed class MailboxHealthCheck(MailboxAgents agents) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        Dictionary<string, object> data = new(StringComparer.Ordinal);
        List<string> down = [], ended = [];
        foreach (var (name, state) in agents.All.OrderBy(static agent => agent.Key, StringComparer.Ordinal))
        {
            if (state.Mailbox is not { } mailbox)
            {
                down.Add(state.Trouble is null ? $"'{name}' has not joined its team" : $"'{name}' has not joined its team: {state.Trouble.Message}");
                continue;
            }

            if (await mailbox.GetTeamAsync(cancellationToken).ConfigureAwait(false) is null)
            {
                ended.Add($"the team of '{name}' has ended");
            }

            var own = (await mailbox.StatisticsAsync(cancellationToken).ConfigureAwait(false)).Agents.FirstOrDefault(agent => agent.Agent == name);
            data[name] = own is null ? "no mail" : $"{own.Waiting} waiting, {own.Leased} held, {own.Dead} dead";
        }

        return down.Count > 0 ? new HealthCheckResult(context.Registration.FailureStatus, string.Join("; ", down), data: data)
            : ended.Count > 0 ? HealthCheckResult.Degraded(string.Join("; ", ended), data: data)
            : HealthCheckResult.Healthy(data: data);
    }
}
