namespace Mailbox.Generators.Tests.Catalogue;

[Flags]
public enum Access
{
    None = 0,
    Read = 1,
    Write = 2,
}
