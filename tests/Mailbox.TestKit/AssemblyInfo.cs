using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Mailbox.Tests")]
[assembly: InternalsVisibleTo("Mailbox.Unwatched.Tests")]
[assembly: InternalsVisibleTo("Mailbox.Faults.Tests")]
[assembly: InternalsVisibleTo("Mailbox.Faults.Worker")]
[assembly: InternalsVisibleTo("Mailbox.Contracts")]
[assembly: InternalsVisibleTo("Mailbox.CrossProcess.Tests")]
