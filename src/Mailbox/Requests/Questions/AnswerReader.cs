namespace Mailbox.Requests.Questions;

/// <summary>Reads a typed answer out of what a language model wrote.</summary>
internal static class AnswerReader
{
    /// <summary>The answer, or what is wrong with it.</summary>
    /// <param name="text">What came now.</param>
    /// <param name="before">What came before for the same question: an answer may have come in two messages.</param>
    /// <param name="token">The question's token.</param>
    public static (T? Answer, IReadOnlyList<PayloadFault> Faults) Read<T>(string text, IEnumerable<string> before, string token)
        where T : notnull
    {
        if (WithoutToken(text, token) is T words)
        {
            return (words, []);
        }

        var contract = PayloadContract<T>.Instance;
        var (answer, faults) = ReadOne(contract, text, token);
        if (faults.Count == 0)
        {
            return (answer, []);
        }

        var (whole, rest) = ReadOne(contract, string.Concat(before) + text, token);
        return rest.Count == 0 ? (whole, []) : (default, faults);
    }

    private static (T? Answer, IReadOnlyList<PayloadFault> Faults) ReadOne<T>(PayloadContract<T> contract, string text, string token)
    {
        // The one that carries the token first; and the last first, for a model that repeats the question or thinks aloud ends with its answer.
        var candidates = JsonInText.Find(text).Reverse().OrderByDescending(json => JsonInText.ReplyTo(json) == token);
        IReadOnlyList<PayloadFault>? first = null;
        foreach (var json in candidates)
        {
            try
            {
                return contract.Validate(json) is { Count: > 0 } faults ? throw new PayloadException(contract.Name, json, faults) : (contract.Read(json), []);
            }
            catch (PayloadException e)
            {
                first ??= e.Faults; // Perhaps another object in the same text is the answer.
            }
        }

        return (default, first ?? [new PayloadFault("$", "a JSON object", "text without one")]);
    }

    private static string WithoutToken(string text, string token)
    {
        var trimmed = text.AsSpan().TrimStart();
        return trimmed.StartsWith(token, StringComparison.Ordinal) ? trimmed[token.Length..].TrimStart(" \t\r\n:.-–—").ToString() : text;
    }
}
