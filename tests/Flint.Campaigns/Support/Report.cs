namespace Flint.Campaigns.Support;

/// <summary>What a campaign tried and found. For every thread.</summary>
internal sealed class Report(TextWriter output)
{
    private readonly TextWriter _output = TextWriter.Synchronized(output);
    private readonly List<string> _violations = [];

    /// <summary>Every promise that was seen broken.</summary>
    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (_violations)
                return [.. _violations];
        }
    }

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

    /// <summary>Records a broken promise unless it holds.</summary>
    public void Require(bool holds, string promise)
    {
        if (holds)
            return;
        lock (_violations)
            _violations.Add(promise);
        _output.WriteLine($"VIOLATION: {promise}");
    }
}
