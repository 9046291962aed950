using System.Text.RegularExpressions;
using Mailbox.TestKit;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mailbox.Analyzers.Tests;

/// <summary>Every rule has a page whose bad example it finds and whose good one it does not, a test class, and a row in the list.</summary>
public sealed partial class DocumentationTests
{
    private static readonly IReadOnlyList<DiagnosticAnalyzer> Rules =
    [
        .. typeof(PayloadAnalyzer).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(DiagnosticAnalyzer))).Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    public static TheoryData<string> Ids => [.. Rules.Select(rule => rule.SupportedDiagnostics[0].Id).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_examples_of_a_page_are_bad_and_good(string id)
    {
        var rule = Rules.Single(one => one.SupportedDiagnostics[0].Id == id);
        var page = Repository.Read("docs", "diagnostics", id + ".md");
        var blocks = Block().Matches(page).Select(match => (Language: match.Groups[1].Value, Text: match.Groups[2].Value)).ToList();
        var code = blocks.Where(block => block.Language == "csharp").Select(block => block.Text).ToList();

        Assert.StartsWith($"# {id}: {rule.SupportedDiagnostics[0].Title}\n", page, StringComparison.Ordinal);
        Assert.Contains($"Severity: {rule.SupportedDiagnostics[0].DefaultSeverity}.", page, StringComparison.OrdinalIgnoreCase);
        await new Example(rule, blocks.Find(block => block.Language == "text").Text).HoldsAsync(code[0], code[1]);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_has_tests_a_row_and_says_whether_it_has_a_fix(string id)
    {
        var rule = Rules.Single(one => one.SupportedDiagnostics[0].Id == id);
        var name = rule.GetType().Name[..^"Analyzer".Length];
        var hasFix = typeof(CodeFixes.SyntaxFix).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(CodeFixProvider)))
            .Any(type => ((CodeFixProvider)Activator.CreateInstance(type)!).FixableDiagnosticIds.Contains(id));

        Assert.Contains(typeof(DocumentationTests).Assembly.GetTypes(), type => type.Name == name + "Tests" && type.IsSubclassOf(typeof(RuleTests)));
        Assert.Contains($"| [{id}]({id}.md) |", Repository.Read("docs", "diagnostics", "README.md"), StringComparison.Ordinal);
        Assert.Equal(hasFix, Repository.Read("docs", "diagnostics", id + ".md").Contains("Fix: ", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"```(\w+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    private sealed class Example : RuleTests
    {
        public Example(DiagnosticAnalyzer rule, string? contract)
            : base(rule)
        {
            Contract = contract;
            Output = OutputKind.ConsoleApplication;
        }

        public async Task HoldsAsync(string bad, string good)
        {
            Assert.NotEmpty(await MessagesAsync(bad));
            await SilentAsync(good);
        }
    }
}
