namespace Mailbox.Generators.Model;

/// <summary>What a handler takes.</summary>
internal enum HandlerKind
{
    Payload,
    Text,
    Unknown,
}
