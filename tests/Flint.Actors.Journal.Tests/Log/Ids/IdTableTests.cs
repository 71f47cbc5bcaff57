using System.Text;
using CsCheck;
using Flint.Actors.Journal.Log.Ids;

namespace Flint.Actors.Journal.Tests.Log.Ids;

public sealed class IdTableTests
{
    [Fact]
    public void Table_should_find_what_is_there_and_nothing_else() => Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3_000]).Array[1, 20_000].Sample(
        steps =>
        {
            var ids = Enumerable.Range(0, 3_001).Select(i => Encoding.UTF8.GetBytes($"id-{i}")).ToArray();
            var table = new IdTable(SeededHash.New(), slot => ids[slot]);
            var there = new HashSet<int>();
            foreach (var (step, slot) in steps)
            {
                Assert.Equal(there.Contains(slot) ? slot : -1, table.Find(table.CodeOf(ids[slot]), ids[slot]));
                if (there.Add(slot))
                {
                    table.Add(table.CodeOf(ids[slot]), slot);
                }
                else if (step == 0)
                {
                    there.Remove(slot);
                    table.Remove(ids[slot]);
                }
            }
            for (var number = 0; number < IdTable.Tables; number++)
                table.Trim(number);
            for (var slot = 0; slot < ids.Length; slot++)
                Assert.Equal(there.Contains(slot) ? slot : -1, table.Find(table.CodeOf(ids[slot]), ids[slot]));
        },
        iter: 20);

    [Fact]
    public void Search_should_read_few_ids_that_are_not_the_one_asked_for()
    {
        var read = 0L;
        var ids = Enumerable.Range(0, 200_000).Select(i => Encoding.UTF8.GetBytes($"flint/key/ip:10.0.{i / 256}.{i % 256}")).ToArray();
        var table = new IdTable(SeededHash.New(), slot =>
        {
            read++;
            return ids[slot];
        });
        for (var slot = 0; slot < 100_000; slot++)
            table.Add(table.CodeOf(ids[slot]), slot);

        Assert.Equal(0, read);
        for (var slot = 0; slot < ids.Length; slot++)
            table.Find(table.CodeOf(ids[slot]), ids[slot]);

        // Each that is there is read itself; another one only where 36 bits of their hashes are the same.
        Assert.InRange(read, 100_000, 100_010);
    }
}
