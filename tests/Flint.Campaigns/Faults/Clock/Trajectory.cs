using System.Globalization;
using Flint.Actors.Journal.Log;
using Flint.Testing;

namespace Flint.Campaigns.Faults.Clock;

/// <summary>
/// One key under a clock that is set again and again. True time is the monotonic clock's, which no step touches: by it the grants are judged.
/// </summary>
internal sealed class Trajectory(Algorithm algorithm, Random random)
{
    private const string Key = "k";

    // What operators, time servers and virtual machines do to clocks.
    private static readonly TimeSpan[] Sizes =
    [
        TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(11), TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(30), TimeSpan.FromDays(365), TimeSpan.FromDays(3650),
    ];

    private readonly SteppingClock _clock = new();
    private readonly List<string> _wrong = [];
    private readonly long _rate = random.NextInt64(1, 12);
    private readonly TimeSpan _per = TimeSpan.FromSeconds(random.Next(1, 3600));
    private MemoryDisk _disk = new();
    private TimeSpan _now;
    private TimeSpan _offset;
    private TimeSpan _highestOffset;
    private TimeSpan _settled;
    private TimeSpan _startedAt;
    private DateTimeOffset _startedWall;

    /// <summary>When what was granted, by true time.</summary>
    public List<(TimeSpan At, long Cost)> Grants { get; } = [];

    /// <summary>When the limiter was started, and whether the clock had been set since the start before.</summary>
    public List<(TimeSpan At, bool WasSet)> Starts { get; } = [];

    public int Checks { get; private set; }

    public int Steps { get; private set; }

    /// <summary>Runs it; everything that was wrong.</summary>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        var lives = random.Next(2, 6);
        for (var life = 0; life < lives; life++)
        {
            var limiter = await StartAsync(isFirst: life == 0);
            for (var step = random.Next(5, 30); step > 0; step--)
                await DoAsync(limiter);
            // Killed, or closed: a killed one has its grants on the disk, and not its last denials.
            var killed = _disk.Kill();
            await limiter.DisposeAsync();
            if (random.Next(2) == 0)
                _disk = killed;
            if (random.Next(3) > 0)
                Advance();
            while (random.Next(2) == 0)
                Set();
        }
        JudgeGrants();
        return _wrong;
    }

    private async Task<Limiter> StartAsync(bool isFirst)
    {
        var disk = _disk;
        disk.RoomAhead = 0;
        var wasSet = Starts.Count > 0 && _offset != _lastOffset;
        // A clock that is behind what the log has seen: the limiter goes on from the log's newest time, and what passed since that does not count.
        if (_offset < _highestOffset)
            _settled = _now;
        (_highestOffset, _lastOffset) = (_offset > _highestOffset ? _offset : _highestOffset, _offset);
        Starts.Add((_now, wasSet));
        (_startedAt, _startedWall) = (_now, _clock.GetUtcNow());
        var options = new LimiterOptions { DataDirectory = "memory", TimeProvider = _clock, CompactGrowthPercent = 0 };
        var limiter = Limiter.Open(options, (log, time, import) => LogEngine.Open(disk.Open(), log.Settings, time, import));
        if (isFirst)
            await limiter.LimitAsync(Key, _rate, _per, algorithm);
        if ((await limiter.StatusAsync(Key))!.TotalAllowed != Grants.Count)
            _wrong.Add($"{Grants.Count} grants, and another number is counted");
        return limiter;
    }

    private TimeSpan _lastOffset;

    private async Task DoAsync(Limiter limiter)
    {
        switch (random.Next(10))
        {
            case < 3:
                Advance();
                break;
            case 3:
                Set();
                break;
            default:
                await CheckAsync(limiter, random.NextInt64(1, _rate + 1));
                break;
        }
        // A full quota is due: it must be there.
        var since = Grants.Count == 0 || Grants[^1].At < _settled ? _settled : Grants[^1].At;
        if (_now - since >= _per && random.Next(2) == 0 && !await CheckAsync(limiter, _rate))
            _wrong.Add(string.Create(CultureInfo.InvariantCulture, $"at {_now} a full quota is denied, {_now - since} after the last grant or the last start behind a clock set back; the window is {_per}"));
    }

    private async Task<bool> CheckAsync(Limiter limiter, long cost)
    {
        Checks++;
        var result = await limiter.CheckAsync(Key, cost);
        if (result.Allowed)
            Grants.Add((_now, cost));
        // Users read times by the wall clock as it was when the limiter started.
        var shown = _startedWall + (_now - _startedAt);
        if (result.RetryAfter is { } wait && (wait <= TimeSpan.Zero || wait > _per))
            _wrong.Add($"at {_now} a denial says to wait {wait} where the window is {_per}");
        if (result.ResetAt < shown || result.ResetAt > shown + _per)
            _wrong.Add($"at {_now}, shown as {shown:O}, the reset is at {result.ResetAt:O}");
        return result.Allowed;
    }

    private void Advance()
    {
        var time = random.Next(5) switch
        {
            0 => TimeSpan.FromTicks(random.NextInt64(1, 1_000)),
            1 => _per,
            2 => 2 * _per,
            _ => random.NextDouble() * _per,
        };
        _clock.Advance(time);
        _now += time;
    }

    private void Set()
    {
        var by = Sizes[random.Next(Sizes.Length)] * (random.Next(2) == 0 ? 1 : -1);
        _clock.Step(by);
        _offset += by;
        Steps++;
    }

    // For every two grants: what was granted from the one to the other.
    private void JudgeGrants()
    {
        for (var from = 0; from < Grants.Count; from++)
        {
            var granted = 0L;
            for (var to = from; to < Grants.Count; to++)
            {
                granted += Grants[to].Cost;
                var (start, end) = (Grants[from].At, Grants[to].At);
                var most = MostIn(end - start) + (_rate * Starts.Count(at => at.WasSet && at.At >= start && at.At <= end));
                if (granted > most)
                {
                    _wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{granted} granted from {start} to {end} where {most} may be: {_rate} in {_per}"));
                    return;
                }
            }
        }
    }

    /// <summary>What the algorithm may grant in a stretch of time without a step.</summary>
    private long MostIn(TimeSpan time) => algorithm switch
    {
        Algorithm.TokenBucket => _rate + (long)((Int128)_rate * time.Ticks / _per.Ticks),
        Algorithm.SlidingWindowLog => _rate * ((time.Ticks / _per.Ticks) + 1),
        _ => _rate * ((time.Ticks / _per.Ticks) + 2),
    };
}
