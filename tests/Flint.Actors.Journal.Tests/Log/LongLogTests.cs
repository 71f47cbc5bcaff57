using Flint.Actors.Journal.Format;
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

    /// <summary>What its lines say is looked at behind the sums, on another thread.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2_990)]
    public void Line_of_no_known_kind_should_be_refused_at_its_place_whatever_is_damaged_behind_it(int place)
    {
        var file = new LineBuffer();
        var salt = new Salt(7);
        file.Add(new GenerationHeader(1, 1, default, salt).Encode());
        var (sum, offset) = (default(GroupSum), 0);
        for (var i = 0; i < 3_000; i++)
        {
            if (i == place)
                offset = file.Length;
            var group = new LineBuffer();
            LineEncoder.Event(group, "a", 1 + i, "", 7, "t", "", "1"u8, isJson: true);
            if (i == place)
                group.Add("{\"pid\":\"a\",\"lease\":1}\n"u8);
            sum = GroupClosing.Close(group, 1 + i, sum, i, 0, salt).Sum;
            file.Add(group.Written);
        }
        var bytes = file.Written.ToArray();
        bytes[^1_000] ^= 1;

        var refusal = Assert.Throws<CorruptStorageException>(() => LogDriver.Open(new MemoryDisk { ["flint.aof"] = bytes }));

        Assert.Equal((2 + (2 * place) + 1, "the line is of no known kind"), (refusal.Line, refusal.Reason));
        Assert.InRange(refusal.ByteOffset, offset + 1, offset + 200);
    }

    [Theory]
    [InlineData(true, "flint.snapshot")]
    [InlineData(false, "flint.aof")]
    public void Line_of_no_known_kind_should_be_refused_with_the_file_it_stands_in(bool isInSnapshot, string file)
    {
        var unknown = "{\"pid\":\"a\",\"lease\":1}"u8;
        var disk = new MemoryDisk();
        using (var directory = disk.Open())
        using (var writer = new SnapshotWriter(directory, new SnapshotHeader(1, 3, default), newest: 0))
        {
            writer.Copy(isInSnapshot ? unknown : "{\"pid\":\"a\",\"highest\":1}"u8);
            writer.Finish();
        }
        var log = new LineBuffer();
        log.Add(new GenerationHeader(2, 3, default, new Salt(7)).Encode());
        var group = new LineBuffer();
        LineEncoder.Event(group, "a", 2, "", 7, "t", "", "1"u8, isJson: true);
        if (!isInSnapshot)
            group.Add([.. unknown, (byte)'\n']);
        GroupClosing.Close(group, 3, default, 2, 0, new Salt(7));
        log.Add(group.Written);

        var refusal = Assert.Throws<CorruptStorageException>(() => LogDriver.Open(
            new MemoryDisk { [LogFileNames.Snapshot] = disk[LogFileNames.NextSnapshot], [LogFileNames.Log] = log.Written.ToArray() }));

        Assert.Equal((file, "the line is of no known kind"), (refusal.File, refusal.Reason));
        Assert.Equal(isInSnapshot ? 2 : 3, refusal.Line);
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
