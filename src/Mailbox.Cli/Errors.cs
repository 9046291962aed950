namespace Mailbox.Cli;

/// <summary>The one place where the library's exceptions become exit codes.</summary>
internal static class Errors
{
    /// <summary>Null for what nobody foresaw.</summary>
    public static ExitCode? CodeOf(Exception error) => error switch
    {
        RequestTimeoutException => ExitCode.Timeout,
        LeaseLostException => ExitCode.LeaseLost,
        UnknownRecipientException or NoRecipientException or NameTakenException or NameHeldException or InvalidNameException => ExitCode.UnknownAgent,
        TeamNotFoundException or TeamEndedException or MessageNotFoundException or TaskNotFoundException or RoomNotFoundException => ExitCode.NothingThere,
        ForeignLockException => ExitCode.Locked,
        MailboxIndexException { InnerException: not null } index when index.Message.Contains("locked", StringComparison.Ordinal) => ExitCode.Locked,
        RequestFailedException or QuestionFailedException => ExitCode.Refused,
        InvalidMailboxOptionsException or MessageTooLargeException or RoomAccessException or TaskStateException or PayloadException or UsageException or ArgumentException => ExitCode.Usage,
        MailboxException => ExitCode.Corrupt,
        OperationCanceledException => ExitCode.Stopped,
        _ => null,
    };
}
