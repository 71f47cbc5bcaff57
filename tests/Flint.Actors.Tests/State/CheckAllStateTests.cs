using Flint.State;

namespace Flint.Tests.State;

public sealed class CheckAllStateTests
{
    [Fact]
    public void Mark_should_advance_only_over_transactions_that_every_key_confirmed()
    {
        var state = new CheckAllState();
        Open(state, 2);
        Open(state, 1);
        Open(state, 64);

        state.Confirm(2, 0);
        Assert.Equal(0, state.LowWater);
        state.Confirm(1, 1);
        state.Confirm(1, 1);
        Assert.Equal(0, state.LowWater);
        state.Confirm(1, 0);
        Assert.Equal(2, state.LowWater);
        for (var i = 0; i < 64; i++)
            state.Confirm(3, i);
        Assert.Equal((3, 3), (state.LowWater, state.LastTransaction));
        Assert.Empty(state.Open);
    }

    [Fact]
    public void Replay_should_reopen_what_the_mark_did_not_cover()
    {
        var state = new CheckAllState();
        state.Apply(new CheckAllsDecided(0, [Decision(1), Decision(2), Decision(3)]));
        state.Apply(new CheckAllsDecided(2, [Decision(4)]));

        Assert.Equal([3L, 4L], state.Open.Select(d => d.Transaction));
        Assert.Equal((2, 5), (state.LowWater, state.NextTransaction()));

        var restored = new CheckAllState();
        restored.Apply(new CheckAllSnapshot(4, 2, [Decision(3), Decision(4)]));
        restored.Apply(new CheckAllsDecided(4, []));
        Assert.Empty(restored.Open);
        Assert.Equal((4, 5), (restored.LowWater, restored.NextTransaction()));
    }

    private static void Open(CheckAllState state, int items) =>
        state.Add(new CheckAllDecision(state.NextTransaction(), 1, [.. Enumerable.Range(0, items).Select(i => new CheckItem("k" + i))]));

    private static CheckAllDecision Decision(long transaction) => new(transaction, 1, ["k"]);
}
