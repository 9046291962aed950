using System.Text;
using Mailbox.Payloads;

namespace Mailbox.Requests.Questions;

/// <summary>What a language model is told: what is asked, in which form to answer, whom, and by which token the answer is known.</summary>
internal static class QuestionText
{
    public static string Ask(PayloadContract question, string json, PayloadContract? answer, string token, string asker)
    {
        var text = new StringBuilder();
        text.Append(question.Prompt ?? question.Description ?? $"Please answer this '{question.Name}'.").Append("\n\n").Append(json).Append("\n\n");
        if (answer is null)
        {
            return text.Append($"Answer in plain text: send it to \"{asker}\" with SendMessage, and begin it with {token}.").ToString();
        }

        text.Append($"Answer with one JSON object that matches the schema below, with \"in_reply_to\": \"{token}\" added to it. Send it to \"{asker}\" with SendMessage, as the text of the message.\n\n");
        return text.Append(JsonSchema.ForReaders(answer.Schema)).ToString();
    }

    public static string Correct(IReadOnlyList<PayloadFault> faults, string token, string asker)
    {
        var text = new StringBuilder($"Your answer to {token} does not match:\n");
        foreach (var fault in faults)
        {
            text.Append("- ").Append(fault).Append('\n');
        }

        return text.Append($"Send the whole JSON object again, mended, with \"in_reply_to\": \"{token}\", to \"{asker}\" with SendMessage.").ToString();
    }
}
