using System.Text.Json;

namespace Flint.Campaigns.Attack;

/// <summary>What a process under attack has seen; the line by which it tells the campaign that started it.</summary>
/// <param name="Rounds">Quiet, then under attack, again and again.</param>
/// <param name="Legitimate">Checks of keys that somebody configured.</param>
/// <param name="Attack">Checks of keys that are made up.</param>
/// <param name="Memory">The most of it.</param>
internal sealed record FloodFigures(IReadOnlyList<FloodRound> Rounds, LegitimateChecks Legitimate, AttackChecks Attack, MostMemory Memory)
{
    private const string Mark = "figures: ";

    /// <summary>Reads the line; null if it is another.</summary>
    public static FloodFigures? TryParse(string line) =>
        line.StartsWith(Mark, StringComparison.Ordinal) ? JsonSerializer.Deserialize<FloodFigures>(line.AsSpan(Mark.Length)) : null;

    /// <summary>The line.</summary>
    public string ToLine() => Mark + JsonSerializer.Serialize(this);
}

/// <summary>A round: microseconds that legitimate checks took.</summary>
/// <param name="QuietMedian">The median without an attack.</param>
/// <param name="Quiet">99 in 100 without an attack.</param>
/// <param name="Median">The median beside one.</param>
/// <param name="Beside">99 in 100 beside one.</param>
/// <param name="LatestCall">By how much the latest call beside one came too late, since the caller had no processor or all threads were stopped.</param>
/// <param name="KeysASecond">How fast the attack went on.</param>
internal sealed record FloodRound(double QuietMedian, double Quiet, double Median, double Beside, double LatestCall, double KeysASecond);

/// <summary>Checks of keys that somebody configured.</summary>
/// <param name="Asked">How many.</param>
/// <param name="Granted">How many of them were granted.</param>
/// <param name="Counted">How many the limiter says it has granted.</param>
/// <param name="Failure">What the first was told that was not granted.</param>
internal sealed record LegitimateChecks(long Asked, long Granted, long Counted, string? Failure);

/// <summary>Checks of keys that are made up.</summary>
/// <param name="Granted">How many were granted.</param>
/// <param name="Overloaded">How many were refused because too many waited.</param>
/// <param name="Listed">How many such keys the limiter lists.</param>
internal sealed record AttackChecks(long Granted, long Overloaded, long Listed);

/// <summary>The most of it, in MiB, and of keys.</summary>
/// <param name="Heap">Of the garbage collector's heap.</param>
/// <param name="WorkingSet">Of the process.</param>
/// <param name="Awake">Keys that were awake at the same time.</param>
/// <param name="PausedPercent">For how much of its time all threads stood still for the garbage collector.</param>
internal sealed record MostMemory(double Heap, double WorkingSet, long Awake, double PausedPercent);
