using Flint.Tests.Import.Support;

namespace Flint.Tests.Import;

public sealed class ImportPropertyTests
{
    [Fact]
    public void Log_should_read_as_it_is_counted_naively()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var life = new OldLife(seed, isExact: false);
            life.Live(seed % 120);
            life.AssertIs(Imported.From(life.Log.Bytes));
        }
    }

    [Fact]
    public void Snapshot_of_the_old_arithmetic_and_the_log_behind_it_should_read_as_the_whole_log_does()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var life = new OldLife(seed, isExact: true);
            life.Live(seed % 80);
            var snapshot = life.Snapshot();
            life.AssertIs(Imported.From(life.Log.Bytes, snapshot.Enveloped));
            life.AssertIs(Imported.From([], (snapshot with { LogOffset = 0 }).Bare));

            life.Live(seed % 50);
            life.AssertIs(Imported.From(life.Log.Bytes, snapshot.Enveloped));
            life.AssertIs(Imported.From(life.Log.Bytes[(int)snapshot.LogOffset..], (snapshot with { LogOffset = 0 }).Bare));
            life.AssertIs(Imported.From(life.Log.Bytes));
        }
    }
}
