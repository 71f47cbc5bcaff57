using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Tests.Support;

/// <summary>A <see cref="CountingFold"/> that comes to a halt before one persistence id until it is let go: what stands before it in the order of ids is folded by then.</summary>
/// <param name="before">Where it halts.</param>
public sealed class HeldFold(string before) : ILogFold, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly CountingFold _fold = new();
    private readonly ManualResetEventSlim _held = new();
    private readonly ManualResetEventSlim _letGo = new();

    public bool Folds(string persistenceId)
    {
        if (persistenceId == before)
        {
            _held.Set();
            Assert.True(_letGo.Wait(Patience), "a fold was held for ever");
        }
        return _fold.Folds(persistenceId);
    }

    public FoldedLines? Fold(LogView lines) => _fold.Fold(lines);

    /// <summary>Waits until it is held.</summary>
    public void WaitUntilHeld() => Assert.True(_held.Wait(Patience), "no fold came so far");

    /// <summary>Lets it go on, for good.</summary>
    public void LetGo() => _letGo.Set();

    /// <summary>As <see cref="LetGo"/>: nobody waits for a test that has failed.</summary>
    public void Dispose() => LetGo();
}
