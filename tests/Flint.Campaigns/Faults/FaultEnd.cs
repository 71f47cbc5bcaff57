using System.Globalization;
using System.Text.RegularExpressions;

namespace Flint.Campaigns.Faults;

/// <summary>How such a campaign ended: the last line that it prints.</summary>
/// <param name="Violations">How many promises were broken.</param>
/// <param name="Tried">How many states, damages, lives or trajectories were tried.</param>
/// <param name="Seed">The seed.</param>
internal sealed partial record FaultEnd(int Violations, int Tried, int Seed)
{
    /// <summary>Reads the line; null if it is none.</summary>
    public static FaultEnd? TryParse(string line) => Line().Match(line) is { Success: true, Groups: var parts }
        ? new FaultEnd(Number(parts["violations"]), Number(parts["tried"]), Number(parts["seed"]))
        : null;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Violations == 0 ? "no" : Violations)} {(Violations < 2 ? "violation" : "violations")} after {Tried} were tried, seed {Seed}");

    private static int Number(Group digits) => digits.Value == "no" ? 0 : int.Parse(digits.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("^(?<violations>no|[0-9]+) violations? after (?<tried>[0-9]+) were tried, seed (?<seed>[0-9]+)$")]
    private static partial Regex Line();
}
