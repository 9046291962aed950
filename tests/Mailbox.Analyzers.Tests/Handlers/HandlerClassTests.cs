using Mailbox.Analyzers.Handlers;
using Mailbox.CodeFixes;

namespace Mailbox.Analyzers.Tests.Handlers;

public sealed class HandlerClassTests() : RuleTests(new HandlerClassAnalyzer(), new HandlerClassFix())
{
    [Theory]
    [InlineData("""
            class [|H|] { [Handles] void M(string s) { } [Handles] void N(UnknownPayload u) { } }
            """)]
    [InlineData("""
            class [|Outer|] { partial class H { [Handles] void M(string s) { } } }
            """)]
    [InlineData("""
            static partial class [|H|] { [Handles] static void M(string s) { } }
            """)]
    [InlineData("""
            partial interface [|I|] { [Handles] void M(string s); }
            """)]
    public Task Is_found(string source) => FoundAsync(source);

    [Theory]
    [InlineData("""
            partial class H { [Handles] void M(string s) { } }
            """)]
    [InlineData("""
            class H { void M(string s) { } }
            """)]
    public Task Is_not_found(string source) => SilentAsync(source);

    [Theory]
    [InlineData("""
            class [|H|] { [Handles] void M(string s) { } }
            public sealed class [|I|] { [Handles] void M(string s) { } }
            """, """
            partial class H { [Handles] void M(string s) { } }
            public sealed partial class I { [Handles] void M(string s) { } }
            """)]
    public Task Is_mended(string before, string after) => FixedAsync(before, after);
}
