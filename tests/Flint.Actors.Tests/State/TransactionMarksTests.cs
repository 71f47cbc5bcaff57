using Flint.State;

namespace Flint.Tests.State;

public sealed class TransactionMarksTests
{
    [Fact]
    public void Marks_should_answer_like_a_set()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var marks = default(TransactionMarks);
            var model = new HashSet<long>();
            var lowWater = 0L;
            for (var i = 0; i < 40; i++)
            {
                var transaction = random.NextInt64(1, 60);
                if (random.Next(5) == 0)
                    lowWater = Math.Max(lowWater, random.NextInt64(0, transaction));
                marks = marks.With(transaction, lowWater);
                model.Add(transaction);
                model.UnionWith(Enumerable.Range(1, (int)lowWater).Select(t => (long)t));

                for (var t = 1; t < 62; t++)
                    Assert.True(model.Contains(t) == marks.Contains(t), $"seed {seed}, transaction {t}");
                Assert.True(IsNormal(marks), $"seed {seed}: {string.Join(' ', marks.Runs)}");
            }
        }
    }

    [Fact]
    public void Contiguous_transactions_should_cost_one_run()
    {
        var marks = default(TransactionMarks);
        for (var t = 1; t <= 1_000; t++)
            marks = marks.With(t, 0);

        Assert.Equal([(1L, 1_000L)], marks.Runs.ToArray());
        Assert.Empty(marks.With(1_001, 1_001).Runs);
    }

    // Ascending, apart from each other, above the mark (a run may begin below it only where it reaches above).
    private static bool IsNormal(TransactionMarks marks)
    {
        var last = long.MinValue;
        foreach (var (from, to) in marks.Runs)
        {
            if (from > to || to <= marks.LowWater || (last != long.MinValue && from <= last + 1))
                return false;
            last = to;
        }
        return true;
    }
}
