using Flint.Actors.Journal.Log.Ids;

namespace Flint.Actors.Journal.Tests.Log.Ids;

public class IndexGateTests
{
    [Fact]
    public async Task Long_work_should_let_those_pass_between_its_moments_who_wait()
    {
        var gate = new IndexGate();
        for (var moment = 0; moment < 100; moment++)
        {
            var others = 0;
            var passing = new Task[3];
            using (gate.Enter())
            {
                for (var i = 0; i < passing.Length; i++)
                    passing[i] = Task.Factory.StartNew(Pass, TaskCreationOptions.LongRunning);
                SpinWait.SpinUntil(() => gate.IsWanted);
            }

            gate.LetOthersPass();

            using (gate.Enter())
                Assert.True(others > 0);
            await Task.WhenAll(passing);
            Assert.False(gate.IsWanted);

            void Pass()
            {
                using (gate.Enter())
                    others++;
            }
        }
    }
}
