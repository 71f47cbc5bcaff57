using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Log;

/// <summary>Logs so long that one thread reads and judges them while another takes their lines into the index.</summary>
public sealed class LongLogTests
{
    private const int Ids = 700;
    private const int LinesEach = 30;
    private const int LinesAGroup = 70;

    [Fact]
    public void Every_line_should_be_found_again_after_opening_and_after_compaction_and_opening()
    {
        var disk = new MemoryDisk();
        using (var log = LogDriver.Open(disk, LogDriver.Batch))
            Fill(log);

        using (var log = LogDriver.Open(disk, LogDriver.Batch))
        {
            Assert.True(log.Engine.Opening.Lines > 20_000);
            RequireAll(log);
            log.Engine.Rotate(failure => Assert.Null(failure));
            LogDriver.Wait(log.Engine.CompactAsync());
            RequireAll(log);
        }

        using (var log = LogDriver.Open(disk, LogDriver.Batch))
            RequireAll(log);
    }

    [Fact]
    public void Flip_anywhere_should_be_refused_with_the_group_it_stands_in()
    {
        var disk = new MemoryDisk();
        using (var log = LogDriver.Open(disk, LogDriver.Batch))
            Fill(log);
        var bytes = disk["flint.aof"];

        foreach (var place in new[] { 0.3, 0.5, 0.9 })
        {
            var damaged = bytes.ToArray();
            damaged[(int)(bytes.Length * place)] ^= 1;
            var refusal = Assert.Throws<CorruptStorageException>(() => LogDriver.Open(new MemoryDisk { ["flint.aof"] = damaged }, LogDriver.Batch));
            Assert.InRange(bytes.Length * place - refusal.ByteOffset, 0, LinesAGroup * 300);
        }
    }

    private static void Fill(LogDriver log)
    {
        for (var line = 0; line < Ids * LinesEach; line++)
        {
            log.Append(Id(line % Ids));
            if (line % LinesAGroup == 0)
                log.Commit();
        }
        log.Commit();
    }

    private static void RequireAll(LogDriver log)
    {
        for (var id = 0; id < Ids; id++)
            Assert.Equal(Enumerable.Range(1, LinesEach).Select(number => (long)number), log.Engine.Read(Id(id), 1, long.MaxValue).Select(line => line.SequenceNr));
        Assert.Equal(Ids, log.Engine.PersistenceIds("").Count());
        var (walk, plain) = (log.Engine.WalkInAnyOrder("plain"), new List<LogView>());
        using var views = log.Engine.Views();
        while (views.Next(walk, plain))
        {
        }
        Assert.Equal(log.Engine.PersistenceIds("plain"), plain.Select(view => view.PersistenceId).Order(StringComparer.Ordinal));
    }

    private static string Id(int number) => $"{(number % 3 == 0 ? "qu\"ote" : "plain")} {number}";
}
