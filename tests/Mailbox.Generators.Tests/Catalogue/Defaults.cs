namespace Mailbox.Generators.Tests.Catalogue;

[Payload("catalogue.defaults")]
public sealed record Defaults(
    string Text = "a \"quoted\" \n text", int Number = -5, long Long = long.MinValue, double Double = 0.1, float Float = float.MaxValue, decimal Decimal = 1.10m, char Char = '\'', bool Flag = true,
    Colour Colour = Colour.DarkGreen, Colour? MaybeColour = Colour.Blue, int? Maybe = 9, string? Nothing = null, Guid Guid = default, double NaN = 0);
