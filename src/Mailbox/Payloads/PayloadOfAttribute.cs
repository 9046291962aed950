namespace Mailbox;

/// <summary>Names a closed generic payload, such as <c>[assembly: PayloadOf(typeof(Page&lt;Item&gt;))]</c>, that no handler and no <see cref="IRequest{TResponse}"/> of this assembly mentions.</summary>
/// <param name="type">The closed type; its definition carries <see cref="PayloadAttribute"/>.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class PayloadOfAttribute(Type type) : Attribute
{
    /// <summary>The closed type.</summary>
    public Type Type { get; } = type;
}
