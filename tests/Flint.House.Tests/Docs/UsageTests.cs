using Akka;
using Akka.Actor;
using Flint.House.Tests.Support;

namespace Flint.House.Tests.Docs;

/// <summary>The code of docs/usage.md, run against a real directory.</summary>
public sealed class UsageTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Templates_should_speak_for_keys_without_limits()
    {
        await using var limiter = await Limiter.OpenAsync(_directory.Path);

        // docs: template
        await limiter.TemplateAsync("ip:*", rate: 100, per: "1m", idleTtl: "1h");
        await limiter.TemplateAsync("ip:10.*", rate: 1000, per: "1m");

        CheckResult any = await limiter.CheckAsync("ip:192.0.2.7"); // nobody has configured this key
        // end

        Assert.Equal((99, 100), (any.Remaining, any.Limit));
        Assert.Equal(1000, (await limiter.PeekAsync("ip:10.0.0.1")).Limit);
    }

    [Fact]
    public async Task Opening_should_take_options()
    {
        var directory = _directory.Path;

        // docs: open
        await using var limiter = await Limiter.OpenAsync(new LimiterOptions
        {
            DataDirectory = directory,
            Sync = SyncMode.Batch(flushEveryEvents: 1000, flushEvery: TimeSpan.FromMilliseconds(50)),
        });
        // end

        Assert.Null(limiter.Failure);
    }

    [Fact]
    public async Task A_key_should_be_limited_checked_and_looked_at()
    {
        await using var limiter = await Limiter.OpenAsync(_directory.Path);

        // docs: check
        await limiter.LimitAsync("api:user-42", rate: 100, per: "1m", Algorithm.SlidingWindowLog);

        CheckResult check = await limiter.CheckAsync("api:user-42", cost: 5);
        if (!check.Allowed)
            Console.WriteLine($"again in {check.RetryAfter}, full at {check.ResetAt}");

        bool allowed = await limiter.AllowAsync("api:user-42"); // the same, when only the verdict counts
        // end
        Assert.True(check.Allowed && allowed);

        // docs: status
        LimitStatus? status = await limiter.StatusAsync("api:user-42"); // null: no limit of that key
        await foreach (var limit in limiter.ListAsync(prefix: "api:"))
            Console.WriteLine($"{limit.Key}: {limit.Remaining} of {limit.Rate} left, {limit.TotalDenied} denied");
        // end
        Assert.Equal(6, status?.TotalAllowedCost);

        // docs: reset
        await limiter.ResetAsync("api:user-42"); // the full quota; totals stay
        await limiter.FlushAsync(); // everything answered so far, denials included, is on the disk
        // end
        Assert.Equal(100, (await limiter.StatusAsync("api:user-42"))?.Remaining);

        // docs: history
        await foreach (LimitEvent past in limiter.HistoryAsync("api:user-42"))
            Console.WriteLine(past switch
            {
                CostGranted granted => $"{granted.At:O}: {granted.Cost} granted",
                CostsDenied denied => $"{denied.At:O} to {denied.LastAt:O}: {denied.Count} denied",
                _ => past.ToString(),
            });

        IReadOnlyList<LimitStatus> most = await limiter.TopAsync(TopBy.Denied, limit: 5); // most denials first
        IReadOnlyList<LimitTotals> sums = await limiter.TotalsAsync(); // by algorithm and template
        // end
        Assert.Equal("api:user-42", Assert.Single(most).Key);
        Assert.Equal(new LimitTotals(Algorithm.SlidingWindowLog, null, 1, 2, 0, 6, 0), Assert.Single(sums));

        await limiter.LimitAsync("trial:ada", rate: 1, per: "1d");
        await limiter.LimitAsync("trial:eve", rate: 1, per: "1d");

        // docs: remove
        bool removed = await limiter.RemoveAsync("trial:ada"); // the limit, what was spent, the totals; false: it had none
        long many = await limiter.PurgeAsync("trial:"); // every key that starts with that
        // end
        Assert.True(removed && many == 1);

        // docs: compact
        await limiter.CompactAsync(); // the log is folded; nothing that can be asked for changes
        // end

        var directory = _directory.Path;

        // docs: doctor
        DoctorReport report = await limiter.DoctorAsync(); // reads the files again, beside the checks
        if (!report.Ok)
            Console.WriteLine($"{report.Damage?.ToString() ?? report.LastSyncError}; {report.Damage?.Help}");

        DoctorReport offline = await FlintDirectory.ExamineAsync(directory); // without a limiter on it, whoever holds it; changes nothing
        // end
        Assert.True(report.Ok);
        Assert.Equal((report.Ok, report.Limits, report.HistoryEvents), (offline.Ok, offline.Limits, offline.HistoryEvents));
    }

    [Fact]
    public async Task Work_should_be_put_behind_a_limit()
    {
        await using var limiter = await Limiter.OpenAsync(_directory.Path);
        var sent = new List<string>();
        Task SendEmailAsync(string to)
        {
            sent.Add(to);
            return Task.CompletedTask;
        }

        // docs: limited
        var send = limiter.Limited("email:send", rate: 10, per: "1m", cost: 1, (string to) => SendEmailAsync(to));
        await send("ada@example.org"); // charges the key and sends, or throws RateLimitExceededException and does not

        var check = await limiter.CheckAsync("user:ada", cost: 2, otherwise: new LimitTerms(100, "1h"));
        // end

        Assert.Equal(("ada@example.org", 98), (Assert.Single(sent), check.Remaining));
    }

    [Fact]
    public async Task Many_keys_should_be_charged_together()
    {
        await using var limiter = await Limiter.OpenAsync(_directory.Path);
        await limiter.LimitAsync("tenant:acme", rate: 1000, per: "1h");
        await limiter.LimitAsync("user:ada", rate: 4, per: "1h");

        // docs: check-all
        CheckAllResult both = await limiter.CheckAllAsync(["tenant:acme", ("user:ada", 3)]);
        if (!both.Allowed)
            Console.WriteLine($"{both.DeniedKey} refused; nothing was charged");
        // end
        Assert.True(both.Allowed);
    }

    [Fact]
    public async Task Errors_should_be_told_apart()
    {
        await using var limiter = await Limiter.OpenAsync(_directory.Path);
        await limiter.LimitAsync("user:ada", rate: 10, per: "1h");
        using var timeout = new CancellationTokenSource();
        var log = new List<string>();

        // docs: errors
        try
        {
            await limiter.CheckAsync("user:ada", cost: 1, timeout.Token);
        }
        catch (RequestNotDecidedException)
        {
            log.Add("nothing was charged: safe to repeat");
        }
        catch (OutcomeUnknownException)
        {
            log.Add("it may have been charged: repeating may charge twice");
        }
        catch (StorageFailedException e)
        {
            log.Add($"no more grants until the directory is opened again: {e.Message}");
        }
        // end

        Assert.Empty(log);
    }

    [Fact]
    public async Task Messages_should_be_answered()
    {
        var system = ActorSystem.Create("usage", "akka.loglevel = OFF, akka.stdout-loglevel = OFF");
        var directory = _directory.Path;

        // docs: messages
        var limits = FlintLimits.Start(system, new LimiterOptions { DataDirectory = directory });

        await limits.Ref.Ask<Done>(new ConfigureLimit("user:ada", Rate: 10, Per: TimeSpan.FromHours(1)));
        var check = await limits.Ref.Ask<CheckResult>(new Check("user:ada", Cost: 2), TimeSpan.FromSeconds(5));
        var both = await limits.Ref.Ask<CheckAllResult>(new CheckAll("user:ada"));
        var status = await limits.Ref.Ask<LimitStatus>(new GetStatus("user:ada"));
        // end

        Assert.True(check.Allowed && both.Allowed);
        Assert.Equal(7, status.Remaining);

        // docs: terminate
        var logs = Flint.Actors.Journal.Plugin.FlintLogs.For(system);
        await system.Terminate();
        await logs.Closed; // the directory is unlocked
        // end
    }
}
