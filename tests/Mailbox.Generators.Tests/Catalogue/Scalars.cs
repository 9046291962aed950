using System.Text.Json;

namespace Mailbox.Generators.Tests.Catalogue;

/// <summary>One of each scalar.</summary>
/// <param name="Text">A text with "quotes" &amp; more.</param>
[Payload("catalogue.scalars")]
public sealed record Scalars(
    string Text, bool Flag, byte Byte, sbyte SByte, short Short, ushort UShort, int Int, uint UInt, long Long, ulong ULong, float Float, double Double, decimal Decimal, char Char,
    Guid Guid, DateTime DateTime, DateTimeOffset DateTimeOffset, DateOnly DateOnly, TimeOnly TimeOnly, TimeSpan TimeSpan, Uri Uri, Version Version, byte[] Bytes, JsonElement Element, Colour Colour);
