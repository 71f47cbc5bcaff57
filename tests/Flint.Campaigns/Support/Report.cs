namespace Flint.Campaigns.Support;

/// <summary>What a campaign tried and found. For every thread.</summary>
/// <param name="output">Where to.</param>
/// <param name="most">After so many violations a campaign has found enough.</param>
internal sealed class Report(TextWriter output, int most = int.MaxValue)
{
    /// <summary>How the line begins that tells one.</summary>
    public const string Violation = "VIOLATION: ";

    private readonly TextWriter _output = TextWriter.Synchronized(output);
    private readonly List<string> _violations = [];
    private int _tried;

    /// <summary>How many states, damages, lives or trajectories were tried.</summary>
    public int Tried => _tried;

    /// <summary>Every promise that was seen broken.</summary>
    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (_violations)
                return [.. _violations];
        }
    }

    /// <summary>Whether so many promises were broken that nothing more need be tried.</summary>
    public bool HasEnough
    {
        get
        {
            lock (_violations)
                return _violations.Count >= most;
        }
    }

    /// <summary>Another state, damage, life or trajectory is tried.</summary>
    public void Try() => Interlocked.Increment(ref _tried);

    /// <summary>Prints a figure or a step.</summary>
    public void Say(string text) => _output.WriteLine(text);

    /// <summary>Whether something could not be tried here.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>Says what could not be tried, and why.</summary>
    public void NotRun(string what)
    {
        IsIncomplete = true;
        _output.WriteLine($"NOT RUN: {what}");
    }

    /// <summary>Runs a campaign; one that cannot go on has found something too.</summary>
    public async Task GuardAsync(Func<Task> campaign)
    {
        try
        {
            await campaign();
        }
        catch (Exception e)
        {
            Require(false, e.ToString());
        }
    }

    /// <summary>Records a broken promise unless it holds, or enough are known.</summary>
    public void Require(bool holds, string promise)
    {
        if (holds)
            return;
        lock (_violations)
        {
            if (_violations.Count >= most)
                return;
            _violations.Add(promise);
        }
        _output.WriteLine(Violation + promise);
    }
}
