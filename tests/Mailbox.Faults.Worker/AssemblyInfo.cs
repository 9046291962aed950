using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Mailbox.Faults.Tests")]
