using Microsoft.Extensions.Logging;

namespace Flint.Host.Logging;

/// <summary>Warnings and worse, one line each; whatever comes from outside is escaped.</summary>
internal sealed class LineLoggerProvider(TextWriter to, TimeProvider time) : ILoggerProvider
{
    private readonly Lock _oneAtATime = new();

    public ILogger CreateLogger(string categoryName) => new LineLogger(this, categoryName);

    public void Dispose()
    {
    }

    private void Write(LogLevel level, string category, string message, Exception? exception)
    {
        var text = exception is null ? message : $"{message}: {exception}";
        var line = $"{time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {Name(level)} {category}: {OneLine.Escape(text)}";
        lock (_oneAtATime)
            to.WriteLine(line);
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "critical",
    };

    private sealed class LineLogger(LineLoggerProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and not LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                provider.Write(logLevel, category, formatter(state, exception), exception);
        }
    }
}
