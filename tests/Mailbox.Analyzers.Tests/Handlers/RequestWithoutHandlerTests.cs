using Mailbox.Analyzers.Handlers;

namespace Mailbox.Analyzers.Tests.Handlers;

public sealed class RequestWithoutHandlerTests : RuleTests
{
    public RequestWithoutHandlerTests()
        : base(new RequestWithoutHandlerAnalyzer()) => Output = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication;

    [Fact]
    public Task Is_not_found_in_a_library()
    {
        Output = Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary;
        return SilentAsync("""[Payload("q")] public sealed record Q(string Text) : IRequest<string>; partial class H { [Handles] void M(string s) { } }""");
    }

    [Theory]
    [InlineData("""
            [Payload("q")] public sealed record [|Q|](string Text) : IRequest<string>;
            partial class H { [Handles] void M(string s) { } }
            """)]
    public Task Is_found(string source) => FoundAsync(source);

    [Theory]
    [InlineData("""
            [Payload("q")] public sealed record Q(string Text) : IRequest<string>;
            partial class H { [Handles] string M(Q q) => ""; }
            """)]
    [InlineData("""
            [Payload("q")] public sealed record Q(string Text) : IRequest<string>;
            """)]
    [InlineData("""
            [Payload("q")] public sealed record Q(string Text);
            partial class H { [Handles] void M(string s) { } }
            """)]
    public Task Is_not_found(string source) => SilentAsync(source);
}
