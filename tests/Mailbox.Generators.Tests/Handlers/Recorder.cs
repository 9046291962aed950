using Mailbox.Generators.Tests.Catalogue;

namespace Mailbox.Generators.Tests.Handlers;

/// <summary>Keeps what it is given.</summary>
internal sealed partial class Recorder
{
    public List<object> Seen { get; } = [];

    [Handles]
    public void On(Corners payload) => Seen.Add(payload);

    [Handles]
    public void On(Animal payload) => Seen.Add(payload);

    [Handles]
    public void On(Scalars payload) => Seen.Add(payload);

    [Handles]
    public void On(Nullables payload) => Seen.Add(payload);

    [Handles]
    public void On(Point payload) => Seen.Add(payload);

    [Handles]
    public void On(Leaf payload) => Seen.Add(payload);

    [Handles]
    public void On(Collections payload) => Seen.Add(payload);

    [Handles]
    public void On(Members payload) => Seen.Add(payload);

    [Handles]
    public void On(Shape payload) => Seen.Add(payload);

    [Handles]
    public void On(Drawing payload) => Seen.Add(payload);

    [Handles]
    public void On(Page<Shape> payload) => Seen.Add(payload);

    [Handles]
    public void On(Page<int> payload) => Seen.Add(payload);

    [Handles]
    public void On(Defaults payload) => Seen.Add(payload);

    [Handles]
    public void On(Derived payload) => Seen.Add(payload);

    [Handles]
    public void On(Empty payload) => Seen.Add(payload);

    [Handles]
    public void On(PlainClass payload) => Seen.Add(payload);

    [Handles]
    public void On(Outer.Nested payload) => Seen.Add(payload);
}
