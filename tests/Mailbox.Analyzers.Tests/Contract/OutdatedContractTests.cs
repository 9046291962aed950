using Mailbox.Analyzers.Contract;
using Mailbox.CodeFixes;

namespace Mailbox.Analyzers.Tests.Contract;

public sealed class OutdatedContractTests() : RuleTests(new OutdatedContractAnalyzer(), new ContractFix())
{
    private const string Recorded = "payload r\n  text: string, required\n";

    [Theory]
    [InlineData("""[Payload("r")] public sealed record R(string Text); [Payload("new")] public sealed record [|New|](string Text);""")]
    [InlineData("""[Payload("r")] public sealed record [|R|](string Text, int? More = null);""")]
    public async Task A_compatible_change_is_to_be_recorded(string source)
    {
        Contract = Recorded;
        await FoundAsync(source);

        Contract = await RecordedAsync(Markup.Parse(source).Source);
        await SilentAsync(Markup.Parse(source).Source);
    }

    [Theory]
    [InlineData("""[Payload("r")] public sealed record R(string Text);""")]
    [InlineData("""[Payload("r")] public sealed record R(int Text);""")]
    public Task What_is_recorded_or_breaks_is_not_said_twice(string source)
    {
        Contract = Recorded;
        return SilentAsync(source);
    }

    [Fact]
    public Task The_contract_of_the_sample_is_recorded()
    {
        var program = TestKit.Repository.Read("samples", "AgentTeams", "Program.cs");
        Contract = TestKit.Repository.Read("samples", "AgentTeams", "Mailbox.Contract.txt");
        return SilentAsync(program[program.IndexOf("/// <summary>Looks up", StringComparison.Ordinal)..]);
    }

    [Fact]
    public Task Without_a_contract_file_nothing_is_found() => SilentAsync("""[Payload("r")] public sealed record R(string Text);""");
}
