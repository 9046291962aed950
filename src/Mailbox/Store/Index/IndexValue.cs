namespace Mailbox.Store.Index;

/// <summary>A value on its way into a statement, without a box around it: null, a number, a text, or the sixteen bytes of an id.</summary>
internal readonly struct IndexValue
{
    private IndexValue(IndexValueKind kind, long number = 0, string? text = null, Guid id = default) => (Kind, Number, Text, Id) = (kind, number, text, id);

    public IndexValueKind Kind { get; }

    public long Number { get; }

    public string? Text { get; }

    public Guid Id { get; }

    public static implicit operator IndexValue(long value) => new(IndexValueKind.Number, value);

    public static implicit operator IndexValue(long? value) => value is { } number ? number : default(IndexValue);

    public static implicit operator IndexValue(string? value) => value is null ? default : new(IndexValueKind.Text, text: value);

    public static implicit operator IndexValue(Guid value) => new(IndexValueKind.Id, id: value);

    public static implicit operator IndexValue(Guid? value) => value is { } id ? id : default(IndexValue);

    /// <summary>In Unix milliseconds.</summary>
    public static implicit operator IndexValue(DateTimeOffset value) => value.ToUnixTimeMilliseconds();

    public static implicit operator IndexValue(DateTimeOffset? value) => value is { } time ? time : default(IndexValue);

    public static implicit operator IndexValue(Box value) => (long)value;

    public static implicit operator IndexValue(MessageState value) => (long)value;

    public static implicit operator IndexValue(Priority value) => (long)value;
}
