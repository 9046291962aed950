using System.Globalization;

namespace Mailbox;

/// <summary>No reply came in time. The request stays with its recipient; a reply that comes yet is kept and marked late.</summary>
public sealed class RequestTimeoutException : MailboxException
{
    internal RequestTimeoutException(string correlationId, string to, TimeSpan waited, string fate)
        : base(string.Create(CultureInfo.InvariantCulture, $"'{to}' did not answer request {correlationId} within {waited.TotalSeconds:0.##} s. {fate}"))
        => (CorrelationId, To) = (correlationId, to);

    /// <summary>The request's correlation id; a late reply is found by it.</summary>
    public string CorrelationId { get; }

    /// <summary>Who was asked.</summary>
    public string To { get; }
}
