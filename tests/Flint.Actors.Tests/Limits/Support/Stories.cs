using CsCheck;
using Flint.Limits;

namespace Flint.Actors.Tests.Limits.Support;

/// <summary>Random lives: terms, and steps that lean to the edges of what the terms say.</summary>
internal static class Stories
{
    private static readonly Gen<long> Rates = Gen.Frequency(
        (4, Gen.Long[1, 20]),
        (2, Gen.Long[1, 5_000]),
        (1, Gen.Const(LimitRules.MaxRate)),
        (1, Gen.Long[1, LimitRules.MaxRate]));

    private static readonly Gen<long> Periods = Gen.Frequency(
        (4, Gen.Long[1, 60]),
        (2, Gen.Long[1, 10 * TimeSpan.TicksPerSecond]),
        (1, Gen.Const(TimeSpan.TicksPerMillisecond)),
        (1, Gen.Const(LimitRules.MaxPer.Ticks)));

    private static readonly Gen<Algorithm> Algorithms = Gen.Enum<Algorithm>();

    public static Gen<Terms> TermsOf(Gen<Algorithm> algorithm) => Gen.Select(algorithm, Rates, Periods, (a, rate, per) => new Terms(a, rate, per));

    public static Gen<(Terms Terms, Step[] Steps)> Of(Algorithm algorithm) => Gen.Select(TermsOf(Gen.Const(algorithm)), Steps(algorithm).Array[1, 40]);

    public static void Tell(Terms terms, Step[] steps)
    {
        var story = new Story(terms);
        foreach (var step in steps)
            step.Do(story);
        story.End();
    }

    private static Gen<Step> Steps(Algorithm algorithm)
    {
        // An amount is a choice (an edge of the terms, or something near it) and a number to vary it with.
        var amount = Gen.Select(Gen.Int[0, 7], Gen.Long[0, 1_000_000]);
        return Gen.Frequency(
            (8, amount.Select(a => new Step($"check {a}", s => s.Check(Cost(s.Terms, a))))),
            (2, amount.Select(a => new Step($"spend {a}", s => s.Spend(Cost(s.Terms, a))))),
            (1, amount.Select(a => new Step($"try {a}", s => s.TryOut(Cost(s.Terms, a))))),
            (8, amount.Select(a => new Step($"advance {a}", s => s.Advance(Ticks(s.Terms, a))))),
            (3, Gen.Const(new Step("compare", s => s.Compare()))),
            (1, Gen.Const(new Step("reset", s => s.Reset()))),
            (1, Gen.Const(new Step("export and import", s => s.ExportAndImport()))),
            (1, Gen.Const(new Step("keep", s => s.KeepSnapshot()))),
            (1, TermsOf(Gen.Const(algorithm)).Select(to => new Step($"to {to}", s => s.Reconfigure(to)))),
            (1, TermsOf(Algorithms).Select(to => new Step($"to {to}", s => s.Reconfigure(to)))));
    }

    private static long Cost(Terms terms, (int Choice, long Vary) amount) => amount.Choice switch
    {
        0 => terms.Rate,
        1 => Math.Max(1, terms.Rate - 1),
        2 => Math.Max(1, terms.Rate / 2),
        < 6 => 1,
        _ => (long)(1 + (amount.Vary * (Int128)(terms.Rate - 1) / 1_000_000)),
    };

    private static long Ticks(Terms terms, (int Choice, long Vary) amount) => amount.Choice switch
    {
        0 => 0,
        1 => 1,
        2 => Math.Max(1, terms.PerTicks / terms.Rate),
        3 => terms.PerTicks - 1,
        4 => terms.PerTicks,
        5 => amount.Vary % 10 == 0 ? 400 * TimeSpan.TicksPerDay : 10,
        _ => (long)(amount.Vary * (Int128)terms.PerTicks / 1_000_000),
    };
}

internal sealed record Step(string Name, Action<Story> Do)
{
    public override string ToString() => Name;
}
