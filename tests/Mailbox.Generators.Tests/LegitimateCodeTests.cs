namespace Mailbox.Generators.Tests;

/// <summary>Code that people write, and that a generator could stumble over: it compiles, or is left out in silence.</summary>
public sealed class LegitimateCodeTests
{
    private const string Foo = """[Payload("foo")] public sealed record Foo(string X); [Payload("bar")] public sealed record Bar(string Y); """;

    [Theory]
    [InlineData("""[Payload("a")] public record Foo(string X); [Payload("b")] public record FOO(string X);""")]
    [InlineData("""namespace A { [Payload("a")] public record uB(string X); } [Payload("c")] public record A_B(string X); [Payload("d")] public record A_uB(string X);""")]
    [InlineData("""[Payload("a")] public sealed record A(string Id, bool Cancel, string Options, string To); public partial class H { [Handles] public void M(A a) { } }""")]
    [InlineData(Foo + """public partial class H { [Handles] public void Handle(Foo f) { } [Handles] public void Handle(string t) { } }""")]
    [InlineData("""[Payload("page.{T}")] public sealed record Page<T>(T Item) where T : notnull; public partial class H { [Handles] public void A(Page<int> p) { } [Handles] public void B(Page<List<int>> p) { } [Handles] public void C(Page<int[]> p) { } }""")]
    [InlineData("""[Payload("a")] public sealed record A(string X, string Y = null!); public partial class H { [Handles] public void M(A a) { } }""")]
    [InlineData(Foo + """public partial class H { [Handles, System.ComponentModel.Description("a\nb <c> & \"d\"")] public void M(Foo f) { } }""")]
    [InlineData("""[Payload("page.{T}")] public sealed record Page<T>(T Item) where T : notnull { public int Size { get; private init; } = 5; } public partial class H { [Handles] public void A(Page<int> p) { } }""")]
    [InlineData(Foo + """public partial class H { [Handles] public void @event(Foo f) { } }""")]
    [InlineData(Foo + """public partial class @lock { [Handles] public void M(Foo f) { } }""")]
    [InlineData(Foo + """public partial class H { [Handles] public void payload(Foo f) { } [Handles] public string response(Bar f) => ""; [Handles] public void context(string s, MessageContext x, CancellationToken c) { } }""")]
    [InlineData(Foo + """public partial class Outer<T> { public partial record Middle { internal partial struct H { [Handles] public static void M(Foo f) { } } } }""")]
    [InlineData(Foo + """public partial class H { [Handles] public partial void M(Foo f); } public partial class H { public partial void M(Foo f) { } }""")]
    [InlineData("""[Payload("a")] public record Animal(string Name); [Payload("b")] public sealed record Dog(string Name, int Age) : Animal(Name);""")]
    [InlineData("""[Payload("a")] [System.Text.Json.Serialization.JsonDerivedType(typeof(Dog), 1)] public record Animal(string Name); public sealed record Dog(string Name, Animal? Friend) : Animal(Name);""")]
    [InlineData("""namespace Acme.Mailbox { [Payload("a")] public sealed record System(string Mailbox, string System2); }""")]
    public void It_compiles_without_a_warning(string source)
    {
        var run = new GeneratorRun(source, Microsoft.CodeAnalysis.CSharp.LanguageVersion.Preview);

        Assert.Null(run.Result.Exception);
        Assert.Empty(run.Faults);
        Assert.NotEmpty(run.Result.GeneratedSources);
    }

    [Theory]
    [InlineData("""[assembly: PayloadOf(typeof(Node<int>))] [Payload("node.{T}")] public sealed record Node<T>(Node<List<T>>? Next);""")]
    [InlineData("""[Payload("a")] [System.Text.Json.Serialization.JsonDerivedType(typeof(Dog), "dog")] public abstract record Animal; [System.Text.Json.Serialization.JsonConverter(typeof(DogConverter))] public sealed record Dog : Animal; public class DogConverter : System.Text.Json.Serialization.JsonConverter<Dog> { public override Dog? Read(ref System.Text.Json.Utf8JsonReader r, Type t, System.Text.Json.JsonSerializerOptions o) => null; public override void Write(System.Text.Json.Utf8JsonWriter w, Dog d, System.Text.Json.JsonSerializerOptions o) { } }""")]
    [InlineData("""[Payload("a")] public sealed record A { public required int X; }""")]
    [InlineData("""[Payload("a")] public sealed record A { [System.Text.Json.Serialization.JsonInclude] public int X; }""")]
    [InlineData("""[Payload("a")] public sealed record A { [System.Text.Json.Serialization.JsonExtensionData] public Dictionary<string, System.Text.Json.JsonElement>? More { get; set; } }""")]
    [InlineData("""[Payload("a")] public sealed record A { [System.Text.Json.Serialization.JsonConverter(typeof(C))] public int X { get; init; } public abstract class C : System.Text.Json.Serialization.JsonConverter<int> { } }""")]
    [InlineData(""" [Payload("foo")] public sealed record Foo(string X); public static partial class H { [Handles] public static void M(string f) { } }""")]
    [InlineData("""file partial class H { [Handles] public void M(string f) { } }""")]
    [InlineData("""public interface I { void M(string f); } public partial class H : I { [Handles] void I.M(string f) { } }""")]
    public void What_cannot_be_generated_is_left_out_and_breaks_nothing(string source)
    {
        var run = new GeneratorRun(source);

        Assert.Null(run.Result.Exception);
        Assert.Empty(run.Faults);
        Assert.DoesNotContain(run.Result.GeneratedSources, one => one.HintName.StartsWith("Handler", StringComparison.Ordinal) || one.HintName.StartsWith("Payload.A", StringComparison.Ordinal) || one.HintName.StartsWith("Payload.N", StringComparison.Ordinal));
    }

    [Fact]
    public void Handlers_of_a_base_class_are_among_those_of_the_derived_one()
    {
        var run = new GeneratorRun(Foo + """public abstract partial class B { [Handles] protected void M(Foo f) { } } public partial class D : B { [Handles] public void N(Bar b) { } }""");

        Assert.Empty(run.Faults);
        var dispatch = run.Result.GeneratedSources.Single(one => one.HintName.StartsWith("Handler.D.", StringComparison.Ordinal)).SourceText.ToString();
        Assert.Contains("\"foo\"", dispatch, StringComparison.Ordinal);
        Assert.Contains("\"bar\"", dispatch, StringComparison.Ordinal);
    }
}
