using Flint.Host.Cli;
using Flint.Host.Tests.Support;

namespace Flint.Host.Tests.Cli;

public sealed class DoctorVerbTests
{
    private static readonly StorageDamage Flipped = new("flint.aof", 3, 250, "the group's sum is not that of its bytes", "put it back");

    private readonly TestProgram _flint = new();

    [Fact]
    public async Task Report_of_a_sound_directory_should_be_printed_and_end_well()
    {
        (await _flint.RunAsync("doctor", "--data-dir", Path.GetTempPath())).ShouldPrint(
            """
            {
              "ok": true,
              "limits": 2,
              "history_events": 7,
              "aof_bytes": 1234,
              "snapshot_exists": false,
              "snapshot_bytes": null,
              "snapshot_age_seconds": null,
              "format_version": 2,
              "generations": 1,
              "closed_cleanly": null,
              "last_sync_at": "2026-11-24T12:00:00Z",
              "last_sync_error": null,
              "torn_tail": null,
              "out_of_bounds_count": 0,
              "out_of_bounds": [],
              "damage": null,
              "held_by": null,
              "notes": []
            }

            """);
        Assert.Equal([$"look {Path.GetTempPath()}"], _flint.Source.Looks);
        Assert.Empty(_flint.Source.Opened);
    }

    [Theory]
    [InlineData("reading the directory", "doctor")]
    [InlineData("compacting", "log", "compact")]
    public async Task Long_work_should_be_shown_to_whoever_watches_and_to_nobody_else(string what, params string[] line)
    {
        (_flint.IsTerminal, _flint.HasColors) = (true, true);
        var watched = await _flint.RunAsync(line);
        var asJson = await _flint.RunAsync([.. line, "--json"]);
        (_flint.IsTerminal, _flint.HasColors) = (false, false);
        var redirected = await _flint.RunAsync(line);

        Assert.Equal((ExitCode.Done, ""), (watched.Code, watched.Errors));
        Assert.Contains(what, watched.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(what, asJson.Output + redirected.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', asJson.Output + redirected.Output);
    }

    [Fact]
    public async Task Torn_tail_should_be_no_failure_and_be_cut_when_asked_for()
    {
        _flint.Limiter.Report = _flint.Limiter.Report with { TornTail = new UnfinishedTail("flint.aof", 100, 7, "the group has no closing line") };
        _flint.Source.Repair = "7 bytes were cut";

        Assert.Equal((ExitCode.Done, ""), (await _flint.RunAsync("doctor")) is var looked ? (looked.Code, looked.Errors) : default);
        var ended = await _flint.RunAsync("doctor", "--fix");

        Assert.Equal((ExitCode.Done, "flint: 7 bytes were cut\n"), (ended.Code, ended.Errors));
        Assert.Equal(["look", "cut", "look"], _flint.Source.Looks);
    }

    [Fact]
    public async Task Damage_should_be_printed_and_be_a_failure_that_scripts_see()
    {
        _flint.Limiter.Report = new DoctorReport { Ok = false, AofBytes = 900, FormatVersion = 2, Damage = Flipped };

        var ended = await _flint.RunAsync("doctor", "--json");

        Assert.Equal((ExitCode.Failure, "flint: corrupt storage: flint.aof, line 3, byte 250: the group's sum is not that of its bytes\n"), (ended.Code, ended.Errors));
        Assert.Contains("\"limits\": null", ended.Output, StringComparison.Ordinal);
        Assert.Contains("\"offset\": 250", ended.Output, StringComparison.Ordinal);
        Assert.Contains("\"help\": \"put it back\"", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_a_newer_version_should_be_told_with_their_place_and_not_be_called_corrupt()
    {
        _flint.Limiter.Report = new DoctorReport { Ok = false, AofBytes = 900, Damage = new StorageDamage("flint.aof", 1, 0, "the format is version 3", "open it with the version that wrote it") };

        var ended = await _flint.RunAsync("doctor");

        Assert.Equal((ExitCode.Failure, "flint: flint.aof, line 1, byte 0: the format is version 3\n"), (ended.Code, ended.Errors));
    }

    [Fact]
    public async Task What_cannot_be_read_should_be_told_in_its_own_words()
    {
        _flint.Limiter.Report = new DoctorReport { Ok = false, AofBytes = 0, Damage = new StorageDamage(null, null, null, "/d/flint.aof: read failed", "see why") };

        Assert.Equal((ExitCode.Failure, "flint: /d/flint.aof: read failed\n"), (await _flint.RunAsync("doctor")) is var ended ? (ended.Code, ended.Errors) : default);

        _flint.Source.Refusal = new StorageFailedException("/d: list failed");
        (await _flint.RunAsync("doctor")).ShouldFail(ExitCode.Failure, "flint: /d: list failed");
    }

    [Fact]
    public async Task A_person_should_see_a_table()
    {
        _flint.IsTerminal = true;
        _flint.Limiter.Report = new DoctorReport
        {
            Ok = false,
            AofBytes = 5000,
            Generations = 3,
            SnapshotBytes = 77,
            SnapshotAge = TimeSpan.FromMinutes(150),
            FormatVersion = 2,
            ClosedCleanly = false,
            TornTail = new UnfinishedTail("flint.aof", 100, 7, "the group has no closing line"),
            OutOfBoundsCount = 1,
            OutOfBounds = [new OutOfBoundsLimit("k\n", 5, TimeSpan.FromMilliseconds(1), "key must not contain control characters")],
            Damage = Flipped,
            HeldBy = new DirectoryHolder(12, "http://127.0.0.1:7878"),
            Notes = ["a note"],
        };

        Assert.Equal(
            """
            DOCTOR
            verdict         not sound
            limits          -
            history events  -
            log             5000 bytes in 3 files
            snapshot        77 bytes, 2h old
            format version  2
            held by         process 12 at http://127.0.0.1:7878
            closed cleanly  no
            last sync       -
            failure         -
            torn tail       7 bytes at byte 100 of flint.aof: the group has no closing line; opening or --fix cuts it and keeps a copy
            damage          flint.aof, line 3, byte 250: the group's sum is not that of its bytes
            what helps      put it back
            out of bounds   1 limits
                            k\u000A: 5 per 1ms: key must not contain control characters
            note            a note

            """,
            string.Join('\n', (await _flint.RunAsync("doctor")).Output.Split('\n').Select(row => row.TrimEnd())));
    }
}
