using Mailbox.Analyzers.Handlers;
using Mailbox.CodeFixes;

namespace Mailbox.Analyzers.Tests.Handlers;

public sealed class BlockingHandlerTests() : RuleTests(new BlockingHandlerAnalyzer(), new BlockingHandlerFix())
{
    [Theory]
    [InlineData("""
            partial class H { [Handles] async void [|M|](string s) => await Task.Yield(); }
            """)]
    [InlineData("""
            partial class H { [Handles] void M(string s) { [|Task.Delay(1).Wait()|]; } }
            """)]
    [InlineData("""
            partial class H { [Handles] string M(string s) => [|Task.FromResult("").Result|]; }
            """)]
    [InlineData("""
            partial class H { [Handles] string M(string s) => [|Task.FromResult("").GetAwaiter().GetResult()|]; }
            """)]
    [InlineData("""
            partial class H { [Handles] void M(string s) { [|Thread.Sleep(1)|]; } }
            """)]
    public Task Is_found(string source) => FoundAsync(source);

    [Theory]
    [InlineData("""
            partial class H { [Handles] async Task M(string s) => await Task.Delay(1); void Other() { Thread.Sleep(1); } }
            """)]
    [InlineData("""
            class R { public string Result => ""; }
            partial class H { [Handles] string M(string s) => new R().Result; }
            """)]
    public Task Is_not_found(string source) => SilentAsync(source);

    [Theory]
    [InlineData("""
            partial class H { [Handles] async void [|M|](string s) => await Task.Yield(); }
            """, """
            partial class H { [Handles] async Task M(string s) => await Task.Yield(); }
            """)]
    public Task Is_mended(string before, string after) => FixedAsync(before, after);
}
