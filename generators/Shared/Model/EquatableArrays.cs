using System;
using System.Collections.Generic;

namespace Mailbox.Generators.Model;

internal static class EquatableArrays
{
    public static EquatableArray<T> ToEquatable<T>(this IEnumerable<T> items)
        where T : IEquatable<T> => new(items);
}
