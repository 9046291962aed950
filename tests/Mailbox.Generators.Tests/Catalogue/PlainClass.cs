using System.Text.Json.Serialization;

namespace Mailbox.Generators.Tests.Catalogue;

[Payload("catalogue.plain-class", Prompt = "Look at this.")]
public class PlainClass
{
    [JsonConstructor]
    public PlainClass(int number) => Number = number;

    public PlainClass()
    {
    }

    public int Number { get; }

    public string? Text { get; set; }
}
