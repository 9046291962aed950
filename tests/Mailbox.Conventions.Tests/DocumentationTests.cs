using Mailbox.TestKit;

namespace Mailbox.Conventions.Tests;

public sealed class DocumentationTests
{
    [Fact]
    public void The_README_shows_the_program_of_the_sample_by_its_twelfth_line()
    {
        var readme = Repository.Read("README.md");
        var program = Repository.Read("samples", "QuickStart", "Program.cs");

        Assert.Contains("```csharp", readme.Split('\n')[..12]);
        Assert.Contains("```csharp\n" + program + "```", readme, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_is_in_the_README_or_in_its_comment_with_its_default()
    {
        foreach (var file in Repository.Sources("src", "Mailbox", "Options").Where(file => file.EndsWith("Options.cs", StringComparison.Ordinal)))
        {
            var lines = File.ReadAllLines(file);
            for (var i = 1; i < lines.Length; i++)
            {
                if (lines[i].Contains("public ", StringComparison.Ordinal) && lines[i].Contains("{ get; init; }", StringComparison.Ordinal))
                {
                    var comment = string.Join(' ', lines[..i].Reverse().TakeWhile(line => line.TrimStart().StartsWith("///", StringComparison.Ordinal)));
                    Assert.True(
                        comment.Contains("efault", StringComparison.Ordinal) || comment.Contains("nset means", StringComparison.Ordinal) || comment.Contains("if not what", StringComparison.Ordinal) || lines[i].Contains("= new()", StringComparison.Ordinal) || lines[i].Contains("SendOptions.Default", StringComparison.Ordinal),
                        $"{Path.GetFileName(file)}: {lines[i].Trim()} does not say its default.");
                }
            }
        }
    }

    [Fact]
    public void Links_between_documents_lead_somewhere()
    {
        foreach (var document in Directory.GetFiles(Repository.Root, "*.md").Concat(Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)))
        {
            foreach (System.Text.RegularExpressions.Match link in System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(document), @"\]\((?!https?:|#)([^)#]+)"))
            {
                var target = Path.Combine(Path.GetDirectoryName(document)!, link.Groups[1].Value);
                Assert.True(File.Exists(target) || Directory.Exists(target), $"{document}: {link.Groups[1].Value}");
            }
        }
    }
}
