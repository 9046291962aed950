using System.CommandLine;

namespace Mailbox.Cli.Commands;

/// <summary><c>mailbox completion SHELL</c>: a script for the shell's start-up file, which asks the command itself what could come next.</summary>
internal static class CompletionVerb
{
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            _mailbox() { local IFS=$'\n'; COMPREPLY=($(mailbox "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)); }
            complete -o default -F _mailbox mailbox
            """,
        ["zsh"] = """
            _mailbox() { local -a found; found=("${(@f)$(mailbox "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}"); compadd -- $found; }
            compdef _mailbox mailbox
            """,
        ["fish"] = """
            complete -c mailbox -f -a '(mailbox "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName mailbox -ScriptBlock {
                param($word, $line, $position)
                mailbox "[suggest:$position]" "$line" | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }
            """,
    };

    public static Command New(VerbRunner runner)
    {
        Argument<string> shell = new("shell") { Description = "bash, zsh, fish or pwsh." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        Command command = new("completion", "Prints a script that completes verbs and options; load it from the shell's start-up file.") { shell };
        runner.Run(command, async verb =>
        {
            await verb.Console.Out.WriteLineAsync(Scripts[verb.Get(shell)!]).ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }
}
