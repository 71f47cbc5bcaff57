using System.Diagnostics;
using System.Globalization;
using Flint.Actors.Journal.Log;
using Flint.Campaigns.Faults.Crash;
using Flint.Campaigns.Support;
using Flint.Testing;

namespace Flint.Campaigns.Faults.Flip;

/// <summary>
/// Damage that no crash explains: bits flipped, files cut, groups moved, files gone or exchanged. Each must be refused loudly, change nothing, or cost whole groups
/// that nothing left in the file knew to be synced, and be told. Which of them, docs/storage-format.md says, and is foretold for every single one.
/// </summary>
internal sealed record FlipCampaign(int Seed)
{
    private const int PutRightOneIn = 16;

    private int _refused;
    private int _same;
    private int _shorter;

    /// <summary>One in so many bits and lengths is tried, a chosen one; groups and files are few.</summary>
    public int OneIn { get; init; } = 1;

    public void Run(Report report)
    {
        var clock = Stopwatch.StartNew();
        foreach (var (directory, other) in SampleDirectory.All(Seed).Zip(SampleDirectory.All(Seed + 1)))
        {
            var all = new Damages(directory.Image, other.Image);
            var trial = new Trial(directory, report);
            Try("bits", all.Flips(), OneIn);
            Try("lengths", all.Cuts(), OneIn);
            Try("groups", all.Regroupings(), oneIn: 1);
            Try("files", all.Files(), oneIn: 1);

            void Try(string what, IEnumerable<Damage> damages, int oneIn)
            {
                var random = new Random(Seed);
                var chosen = damages.Where(_ => oneIn == 1 || random.Next(oneIn) == 0).ToArray();
                Parallel.For(0, chosen.Length, i =>
                {
                    if (!report.HasEnough)
                        Count(trial.Try(chosen[i], putRight: i % PutRightOneIn == 0));
                });
                report.Say(string.Create(CultureInfo.InvariantCulture, $"flip: {directory.Name}: {chosen.Length} damages of {what} of {directory.Image.Files.Sum(file => file.Value.Length)} bytes in {string.Join(' ', directory.Image.Files.Keys)}"));
            }
        }
        report.Say(string.Create(CultureInfo.InvariantCulture,
            $"flip: {_refused} refused, {_same} without effect, {_shorter} opened without the groups behind the last synced mark, {clock.Elapsed.TotalSeconds:0} s, seed {Seed}"));
    }

    private void Count(Came came) => Interlocked.Increment(ref came == Came.Refused ? ref _refused : ref came == Came.Same ? ref _same : ref _shorter);

    private enum Came
    {
        Refused,
        Same,
        Shorter,
    }

    /// <summary>Tries damages of one directory.</summary>
    private sealed class Trial
    {
        private readonly SampleDirectory _directory;
        private readonly Report _report;
        private readonly string _whole;
        private readonly bool _wasClean;
        private readonly string[] _texts;

        public Trial(SampleDirectory directory, Report report)
        {
            (_directory, _report) = (directory, report);
            using (var log = LogLife.OpenEngine(directory.Image.ToDisk(), isBatch: false))
                (_whole, _wasClean) = (Contents.Of(log), log.Opening.WasClean);
            var file = directory.Image.Files[LogFileNames.Log];
            var map = GroupMap.Of(file);
            _texts = [.. map.Groups.Select(group => group.Start).Append(map.End).Select(length => TextOf(With(LogFileNames.Log, file[..length])))];
            report.Require(_texts[^1] == _whole && _texts.All(text => text.Length == 0 || directory.Witnesses.Any(witness => witness.Judge(text, 0, ((LogWitness)witness).Issued) is null)),
                $"{directory.Name}: the directory does not hold what was issued");
        }

        public Came Try(Damage damage, bool putRight)
        {
            _report.Try();
            var damaged = With(damage.File, damage.Content());
            var disk = damaged.ToDisk();
            try
            {
                using var log = LogLife.OpenEngine(disk, isBatch: false);
                var text = Contents.Of(log);
                if (Wrong(damage.Expected, log.Opening, text) is { } wrong)
                    Violation(damage, wrong);
                return text == _whole ? Came.Same : Came.Shorter;
            }
            catch (FlintException e) when (e is CorruptStorageException or UnsupportedFormatException)
            {
                if (damage.Expected.Groups is not null)
                    Violation(damage, $"refused: {e.Message}");
                else if (e is CorruptStorageException corrupt && (corrupt.Line < 1 || corrupt.ByteOffset < 0 || !e.Message.Contains(corrupt.File, StringComparison.Ordinal)))
                    Violation(damage, $"refused without a place: {e.Message}");
                else if (!disk.Names.SequenceEqual(damaged.Files.Keys) || damaged.Files.Any(file => !disk[file.Key].AsSpan().SequenceEqual(file.Value)))
                    Violation(damage, $"refused, and yet changed: {string.Join(' ', disk.Names)}");
                else if (putRight && TextAfterRepair(disk, damage.File) != _whole)
                    Violation(damage, "put right after it was refused, it does not hold what it held");
                return Came.Refused;
            }
            catch (Exception e)
            {
                Violation(damage, e.ToString());
                return Came.Refused;
            }
        }

        private string? Wrong(Expected expected, OpeningReport opening, string text)
        {
            if (expected.Groups is not { } groups)
                return "it opened";
            if (text != (groups < 0 ? _whole : _texts[groups]))
                return groups < 0 ? "it holds something else" : $"it does not hold the first {groups} groups";
            if (groups >= 0 && expected.IsTorn != (opening.Torn is not null))
                return opening.Torn is null ? "the torn tail is not reported" : $"reported as torn: {opening.Torn}";
            return opening.WasClean != (expected.IsClean ?? _wasClean) ? $"it {(opening.WasClean ? "passes" : "does not pass")} for closed cleanly" : null;
        }

        private string? TextAfterRepair(MemoryDisk disk, string file)
        {
            disk[file] = _directory.Image.Files[file];
            return TextOf(disk);
        }

        private static string TextOf(DiskImage image) => TextOf(image.ToDisk()) ?? "";

        private static string? TextOf(MemoryDisk disk)
        {
            try
            {
                using var log = LogLife.OpenEngine(disk, isBatch: false);
                return Contents.Of(log);
            }
            catch (FlintException)
            {
                return null;
            }
        }

        private DiskImage With(string name, byte[]? content)
        {
            var files = new SortedDictionary<string, byte[]>(_directory.Image.Files.ToDictionary(), StringComparer.Ordinal);
            if (content is null)
                files.Remove(name);
            else
                files[name] = content;
            return _directory.Image.With(files);
        }

        private void Violation(Damage damage, string what)
        {
            _report.Require(false, $"{_directory.Name}, {damage.File}, {damage.What}: {what}");
        }
    }
}
