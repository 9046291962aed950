namespace Mailbox.Generators.Tests.Catalogue;

public abstract record Base(string Inherited)
{
    public int FromBase { get; init; } = 1;

    public virtual string Virtual { get; init; } = "base";
}
