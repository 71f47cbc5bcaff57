using Flint.Actors.Journal.Files;

namespace Flint.Actors.Journal.Log;

/// <summary>
/// A look at the log of a directory beside whoever may hold it: it judges as opening does, and changes nothing, makes nothing and takes no lock.
/// Its memory is that of the index, as of an open log.
/// </summary>
public sealed class LogExamination : IDisposable
{
    private readonly Func<string, IEnumerable<string>> _persistenceIds;
    private readonly Func<string, LogView> _view;
    private readonly IDisposable _files;

    internal LogExamination(
        LogFindings findings, ImportedLog? imported, Func<string, IEnumerable<string>> persistenceIds, Func<string, LogView> view, IDisposable files) =>
        (Findings, Imported, _persistenceIds, _view, _files) = (findings, imported, persistenceIds, view, files);

    /// <summary>How the files were found.</summary>
    public LogFindings Findings { get; }

    /// <summary>What an older program left there, which opening would take over, or null.</summary>
    public ImportedLog? Imported { get; }

    /// <summary>Looks at a directory that is there.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="import">Reads what an older program has left; null: that cannot be read.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Ends the look with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="StorageFailedException">It cannot be read.</exception>
    public static LogExamination Of(string directory, ILogImport? import, TimeProvider time, CancellationToken ct) =>
        Of(new DiskDirectory(directory), import, new Pace(time, static () => 0, ct));

    /// <summary>As the other, over any file layer.</summary>
    internal static LogExamination Of(IDataDirectory directory, ILogImport? import, Pace pace)
    {
        var look = LogLook.Take(directory, static () => new LogIndex(), import, pace);
        if (look.Survey is not { } survey)
            return new LogExamination(look.Findings, look.Imported, static _ => [], static id => throw new ArgumentException($"nothing is known of {id}", nameof(id)), look);
        var files = new LogFiles(look.Directory);
        var last = survey.Generations is [.., var generation] ? LogFile.OfGeneration(generation.Header.Generation) : default;
        if (last != default)
            files.Add(last, look.Directory.Open(survey.Generations[^1].Name, writable: false));
        return new LogExamination(look.Findings, null, prefix => look.Index!.PersistenceIds(prefix), View, look);

        LogView View(string id) => new(id, look.Index!.View(id), new LineWindow(files.Hold(), writtenEnd: null, pace), file => file == last ? survey.Generations[^1].Name : file.ClosedName);
    }

    /// <summary>Every persistence id that starts with the prefix, in the order of its UTF-8 bytes; none where the log is damaged or an older program's.</summary>
    public IEnumerable<string> PersistenceIds(string prefix) => _persistenceIds(prefix);

    /// <summary>The lines of the persistence id.</summary>
    public LogView View(string persistenceId) => _view(persistenceId);

    /// <summary>Lets the files go.</summary>
    public void Dispose() => _files.Dispose();
}
