using Flint.Actors;
using Flint.Actors.Journal.Log;
using Flint.State;

namespace Flint.Hosting;

/// <summary>Some keys of the embedded log.</summary>
internal sealed class LogKeyWindow(LogViews views, List<LogView> lines) : IKeyWindow
{
    public int Count => lines.Count;

    public string Key(int number) => lines[number].PersistenceId[KeyIds.Prefix.Length..];

    public void Read(Predicate<int> isWanted, Action<int, LimitState> take)
    {
        // A key that was awake when it was walked over may have written since, and sleep now.
        if (views.HasGrown)
            lines = lines.ConvertAll(view => views.Of(view.PersistenceId));
        foreach (var (number, view) in LogViews.InOrderOfFiles(lines, isWanted))
            take(number, Fold(number, view));
    }

    public void Dispose() => views.Dispose();

    private LimitState Fold(int number, LogView view)
    {
        try
        {
            return KeyLines.FoldKey(view).State;
        }
        catch (Exception e) when (e is not (FlintException or ObjectDisposedException))
        {
            throw UnreadableKeys.Failure(Key(number), e);
        }
    }
}
