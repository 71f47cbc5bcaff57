using Akka.Actor.Setup;
using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Plugin;

/// <summary>
/// Hands a log that was opened before the system to that system: damage is then thrown where the log is opened, not met by a plugin.
/// The system owns the log from the moment <see cref="FlintLogs.For"/> is called or a plugin starts, and closes it after its last actor.
/// </summary>
/// <param name="dataDirectory">The directory the log was opened in.</param>
/// <param name="log">The open log.</param>
public sealed class FlintLogSetup(string dataDirectory, LogEngine log) : Setup
{
    /// <summary>The directory the log was opened in.</summary>
    public string DataDirectory { get; } = dataDirectory;

    /// <summary>The open log.</summary>
    public LogEngine Log { get; } = log;
}
