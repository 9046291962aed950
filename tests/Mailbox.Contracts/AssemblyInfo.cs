using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Mailbox.Tests")]
