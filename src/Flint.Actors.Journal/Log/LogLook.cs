using Flint.Actors.Journal.Files;

namespace Flint.Actors.Journal.Log;

/// <summary>One look at the files of a directory, which may be written meanwhile: what opening would say of them, and where their lines stand.</summary>
internal sealed class LogLook : IDisposable
{
    private const int MostLooks = 8;

    private readonly FrozenDirectory _directory;

    private LogLook(IDataDirectory directory, LogIndex? index, ILogImport? import, Pace pace, bool? isWritten)
    {
        Index = index;
        var before = directory.LookAtLock(LogFileNames.Lock);
        _directory = new FrozenDirectory(directory);
        try
        {
            var after = directory.LookAtLock(LogFileNames.Lock);
            var isHeld = before.IsHeld || after.IsHeld;
            Findings = Judge(!after.WasHeldBefore, isWritten ?? isHeld, import, pace) with { HeldBy = isHeld ? new LogHolder(after.Last.ProcessId, after.Last.Url) : null };
        }
        catch
        {
            _directory.Dispose();
            throw;
        }
    }

    /// <summary>Where the lines stand; null if it was not asked for.</summary>
    public LogIndex? Index { get; }

    /// <summary>How the files were found.</summary>
    public LogFindings Findings { get; }

    /// <summary>What was judged; null where it is damaged, or another program's.</summary>
    public LogSurvey? Survey { get; private set; }

    /// <summary>What an older program left, if it is that.</summary>
    public ImportedLog? Imported { get; private set; }

    /// <summary>The files as they were.</summary>
    public IDataDirectory Directory => _directory;

    /// <summary>
    /// Looks until it has seen the same twice, or nothing bad. Between the list of the files and their opening one may have been renamed or folded away: what looks
    /// like damage then looks otherwise the next time. Damage stays.
    /// </summary>
    /// <param name="directory">Where.</param>
    /// <param name="makeIndex">Makes the index that the lines are taken into, anew for each look.</param>
    /// <param name="import">Reads what an older program has left; null: that cannot be read.</param>
    /// <param name="pace">Keeps out of the way of writers.</param>
    /// <param name="isWritten">Whether somebody writes the log; null: whoever holds the directory.</param>
    /// <exception cref="StorageFailedException">The directory cannot be read, or changes faster than that.</exception>
    public static LogLook Take(IDataDirectory directory, Func<LogIndex?> makeIndex, ILogImport? import, Pace pace, bool? isWritten = null)
    {
        LogDamage? seen = null;
        for (var looks = 1; looks <= MostLooks; looks++)
        {
            try
            {
                var look = new LogLook(directory, makeIndex(), import, pace, isWritten);
                if (look.Findings.Damage is not { } damage || damage == seen)
                    return look;
                seen = damage;
                look.Dispose();
            }
            catch (FileOperationException e) when (e.IsNoSuchFile)
            {
                // It had its name a moment ago.
            }
            catch (FileOperationException e)
            {
                throw new StorageFailedException(e.Message, e);
            }
        }
        throw new StorageFailedException($"the files of {directory.Path} change faster than they can be read");
    }

    public void Dispose() => _directory.Dispose();

    private LogFindings Judge(bool isNew, bool isWritten, ILogImport? import, Pace pace)
    {
        var files = LogFileSet.Of(_directory.List());
        var found = Describe(files);
        try
        {
            if (OldFormat.Has(_directory, files, isNew))
            {
                found = found with { FormatVersion = 1 };
                return JudgeOld(found, files, import);
            }
            Survey = LogSurvey.Of(_directory, Index, pace);
            found = found with { Generations = Survey.Generations.Count, LogBytes = 0 };
            return Survey.Chain is { } chain ? JudgeEnd(found, chain, Survey.Generations[^1].Name, isWritten) : found;
        }
        catch (Exception e) when (e is CorruptStorageException or FileOperationException or UnsupportedFormatException)
        {
            var version = e is UnsupportedFormatException ? null : found.FormatVersion;
            return found with { FormatVersion = version, Damage = LogDamage.Of(e, _directory.List()) };
        }
    }

    private LogFindings Describe(LogFileSet files)
    {
        var found = new LogFindings
        {
            FormatVersion = files.IsEmpty && !files.HasNext ? null : Format.GenerationHeader.Version,
            Generations = files.Generations,
            LogBytes = _directory.List().Where(name => name != LogFileNames.Snapshot && !LogFileNames.IsOriginal(name)).Sum(name => _directory.Open(name, writable: false).Length),
        };
        if (!files.HasSnapshot)
            return found;
        var snapshot = _directory.Open(LogFileNames.Snapshot, writable: false);
        return found with { SnapshotBytes = snapshot.Length, SnapshotWrittenAt = snapshot.WrittenAt };
    }

    private LogFindings JudgeOld(LogFindings found, LogFileSet files, ILogImport? import)
    {
        // Opening takes a name that is kept from an attempt that was interrupted for its own, and no other.
        if (LogTakeover.FindForeign(_directory) is { } foreign)
            return found with { Damage = new LogDamage(LogFileNames.Original(foreign), null, null, $"it is not {foreign}, which is to be kept under that name", "move it away: it may be the only copy of something") };
        Imported = LogTakeover.Read(
            files.HasLog ? _directory.Open(LogFileNames.Log, writable: false) : null,
            files.HasSnapshot ? _directory.Open(LogFileNames.Snapshot, writable: false) : null,
            import ?? throw OldFormat.Unsupported(_directory));
        return Imported.TornOffset is { } offset
            ? found with { Torn = new UncutTail(LogFileNames.Log, offset, Imported.TornBytes, LogTakeover.TornReason) }
            : found;
    }

    private LogFindings JudgeEnd(LogFindings found, ChainScan chain, string last, bool isWritten)
    {
        found = found with { LogBytes = chain.UsedBytes + chain.ValidEnd, IsClean = isWritten ? null : chain.IsClean };
        if (isWritten || chain.TornReason is not { } reason)
            return found;
        return found with { Torn = new UncutTail(last, chain.ValidEnd, FileBytes.UsedEnd(_directory.Open(last, writable: false), chain.ValidEnd) - chain.ValidEnd, reason) };
    }
}
