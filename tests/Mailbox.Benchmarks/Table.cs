using System.Globalization;

namespace Mailbox.Benchmarks;

internal static class Table
{
    /// <param name="what">What was measured.</param>
    /// <param name="unit">The unit of both figures.</param>
    /// <param name="ours">Mailbox's figure.</param>
    /// <param name="baseline">The baseline's name.</param>
    /// <param name="theirs">The baseline's figure.</param>
    public static void Row(string what, string unit, double ours, string baseline, double theirs) => Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"| {what} | {ours:0.###} {unit} | {baseline}: {theirs:0.###} {unit} | {ours / theirs:0.####} x |"));

    public static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
