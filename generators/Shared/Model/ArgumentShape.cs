namespace Mailbox.Generators.Model;

/// <summary>What is handed over when an object is made.</summary>
/// <param name="Name">The parameter's or member's name.</param>
/// <param name="FullName">Its type.</param>
/// <param name="IsMember">True for a member of the object initializer.</param>
/// <param name="IsNullable">Whether null may be given.</param>
/// <param name="Default">Its default value as C#; null when it has none.</param>
internal sealed record ArgumentShape(string Name, string FullName, bool IsMember, bool IsNullable, string? Default);
