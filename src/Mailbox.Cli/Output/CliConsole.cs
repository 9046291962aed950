using Spectre.Console;

namespace Mailbox.Cli.Output;

/// <summary>Where the command reads and prints; tests have one of their own.</summary>
public sealed class CliConsole
{
    /// <param name="input">What a body is read from.</param>
    /// <param name="output">What is asked for.</param>
    /// <param name="error">What goes wrong.</param>
    /// <param name="width">The width of tables; null for that of the terminal.</param>
    public CliConsole(TextReader input, TextWriter output, TextWriter error, int? width = null)
    {
        (In, Out, Error) = (input, output, error);
        // A width that is given is that of no terminal, so nothing is sent that only a terminal understands.
        Ansi = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = width is null ? AnsiSupport.Detect : AnsiSupport.No });
        if (width is { } columns)
        {
            Ansi.Profile.Width = columns;
        }
    }

    /// <summary>The process's own.</summary>
    public static CliConsole Real { get; } = new(Console.In, Console.Out, Console.Error, Console.IsOutputRedirected ? 200 : null);

    /// <summary>What a body is read from.</summary>
    public TextReader In { get; }

    /// <summary>What is asked for.</summary>
    public TextWriter Out { get; }

    /// <summary>What goes wrong.</summary>
    public TextWriter Error { get; }

    /// <summary>The same as <see cref="Out"/>, with tables and colours where the terminal has them.</summary>
    public IAnsiConsole Ansi { get; init; }
}
