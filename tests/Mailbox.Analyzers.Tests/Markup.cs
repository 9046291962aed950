using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Mailbox.Analyzers.Tests;

/// <summary>Source in which <c>[|</c> and <c>|]</c> stand around what a rule complains about.</summary>
internal sealed record Markup(string Source, IReadOnlyList<TextSpan> Spans)
{
    public static Markup Parse(string marked)
    {
        var source = new StringBuilder();
        List<TextSpan> spans = [];
        var start = -1;
        for (var i = 0; i < marked.Length; i++)
        {
            var pair = i + 1 < marked.Length ? marked.Substring(i, 2) : "";
            if (pair == "[|")
            {
                start = source.Length;
                i++;
            }
            else if (pair == "|]")
            {
                spans.Add(TextSpan.FromBounds(start, source.Length));
                i++;
            }
            else
            {
                source.Append(marked[i]);
            }
        }

        return new Markup(source.ToString(), spans);
    }
}
