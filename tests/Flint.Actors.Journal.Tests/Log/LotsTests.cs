using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Tests.Log;

public sealed class LotsTests
{
    private const int Lines = 10_000;
    private const int MostWaiting = 8 * Lot.Most;

    [Fact]
    public void Every_line_should_be_worked_off_once_in_its_order()
    {
        var worked = new List<int>();
        using var lots = new Lots<Lot>(lot => worked.AddRange(lot.Lines), MostWaiting);

        for (var i = 0; i < Lines; i++)
            lots.ToFill().Lines.Add(i);
        lots.Finish();

        Assert.Equal(Enumerable.Range(0, Lines), worked);
    }

    [Fact]
    public void Work_that_is_slower_than_who_fills_should_hold_him_up()
    {
        var (filled, worked, most) = (0, 0, 0);
        using var lots = new Lots<Lot>(lot =>
        {
            most = Math.Max(most, Volatile.Read(ref filled) - worked);
            Thread.SpinWait(1_000);
            worked += lot.Lines.Count;
        }, MostWaiting);

        for (; filled < Lines; Volatile.Write(ref filled, filled + 1))
            lots.ToFill().Lines.Add(filled);
        lots.Finish();

        Assert.Equal(Lines, worked);
        Assert.InRange(most, 1, MostWaiting + (4 * Lot.Most));
    }

    [Fact]
    public void What_the_work_throws_should_be_thrown_to_who_fills()
    {
        using var lots = new Lots<Lot>(_ => throw new InvalidDataException(), MostWaiting);

        Assert.Throws<InvalidDataException>(() =>
        {
            for (var i = 0; i < Lines; i++)
                lots.ToFill().Lines.Add(i);
        });
    }

    [Fact]
    public void Random_work_should_be_done_once_in_order_up_to_what_it_throws_or_the_end()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var random = new Random(seed);
            var (count, throwAt, endAt) = (random.Next(500), random.Next(4) == 0 ? random.Next(400) : int.MaxValue, random.Next(4) == 0 ? random.Next(400) : int.MaxValue);
            var (slowWork, slowFilling, mostWaiting) = (random.Next(3) * 100, random.Next(3) * 100, random.Next(3) * 40);
            var (worked, isEnded) = (new List<int>(), false);
            var lots = new Lots<Lot>(
                lot =>
                {
                    Assert.False(Volatile.Read(ref isEnded));
                    Thread.SpinWait(slowWork);
                    foreach (var line in lot.Lines)
                        worked.Add(line == throwAt ? throw new InvalidDataException() : line);
                },
                mostWaiting);
            try
            {
                for (var i = 0; i < count && i < endAt; i++)
                {
                    Thread.SpinWait(slowFilling);
                    lots.ToFill().Lines.Add(i);
                }
                if (endAt >= count)
                    lots.Finish();
                Assert.True(throwAt >= count || endAt < count, $"seed {seed}");
            }
            catch (InvalidDataException)
            {
                Assert.Throws<InvalidDataException>(lots.Finish);
            }
            lots.Dispose();
            Volatile.Write(ref isEnded, true);
            Assert.Equal(Enumerable.Range(0, worked.Count), worked);
            Assert.InRange(worked.Count, endAt < count ? 0 : Math.Min(count, throwAt), Math.Min(count, throwAt));
        }
    }

    [Fact]
    public void Nothing_should_be_worked_on_after_the_end()
    {
        using var begun = new ManualResetEventSlim();
        var isEnded = false;
        using (var lots = new Lots<Lot>(_ =>
            {
                begun.Set();
                Thread.SpinWait(1_000_000);
                Volatile.Write(ref isEnded, true);
                throw new InvalidDataException();
            }, MostWaiting))
        {
            for (var i = 0; i <= Lot.Most; i++)
                lots.ToFill().Lines.Add(i);
            Assert.True(begun.Wait(TimeSpan.FromSeconds(60)), "the lot was not begun");
        }
        Assert.True(Volatile.Read(ref isEnded));
    }

    private sealed class Lot : ILot
    {
        public const int Most = 7;

        public List<int> Lines { get; } = [];

        public bool IsFull => Length == Most;

        public int Length => Lines.Count;

        public void Clear() => Lines.Clear();
    }
}
