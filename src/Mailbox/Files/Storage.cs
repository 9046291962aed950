namespace Mailbox.Files;

/// <summary>Gives the errors of files the form that users meet.</summary>
internal static class Storage
{
    /// <exception cref="MailboxStorageException">The operating system refused something in it.</exception>
    public static void Guard(string operation, string path, Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailboxStorageException(operation, path, e);
        }
    }

    /// <inheritdoc cref="Guard"/>
    public static T Read<T>(string operation, string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailboxStorageException(operation, path, e);
        }
    }

    /// <inheritdoc cref="Guard"/>
    public static async Task<T> GuardAsync<T>(string operation, string path, Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailboxStorageException(operation, path, e);
        }
    }
}
