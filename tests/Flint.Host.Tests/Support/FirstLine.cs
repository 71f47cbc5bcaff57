namespace Flint.Host.Tests.Support;

/// <summary>An output whose first line can be waited for.</summary>
internal sealed class FirstLine : StringWriter
{
    private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<string> Task => _line.Task;

    public override Task WriteLineAsync(string? value)
    {
        _line.TrySetResult(value!);
        return System.Threading.Tasks.Task.CompletedTask;
    }
}
