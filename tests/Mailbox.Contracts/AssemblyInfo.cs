using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Mailbox.Tests")]
[assembly: InternalsVisibleTo("Mailbox.Unwatched.Tests")]
