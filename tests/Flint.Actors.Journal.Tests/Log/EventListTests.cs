using CsCheck;
using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Tests.Log;

public sealed class EventListTests
{
    private static readonly Gen<EventSlot> Slot = Gen.Select(
        Gen.Frequency((20, Gen.Const(1L)), (2, Gen.Long[1, 1_000]), (1, Gen.Long)),
        Gen.Frequency((20, Gen.Long[100, 5_000]), (1, Gen.Long[1L << 40, 1L << 44])),
        Gen.Int[1, 100_000],
        (number, position, length) => new EventSlot(number, new LinePosition(position), length));

    [Fact]
    public void List_should_hold_what_was_added() => Slots(600).Sample(slots =>
    {
        var list = EventList.Of(slots);

        Assert.Equal(slots, list.View().All());
        Assert.Equal(slots.Select(slot => slot.SequenceNr).Append(0).Max(), list.Highest);
        if (list.Packed is { } packed)
            Assert.Equal(slots, EventList.Unpack(packed).View().All());
    });

    [Fact]
    public void View_should_stay_as_it_is_while_the_list_goes_on() => Gen.Select(Slots(300), Gen.Int[0, 300]).Sample((slots, seen) =>
    {
        var list = EventList.Of(slots.Take(seen));
        var view = list.View();
        foreach (var slot in slots.Skip(seen))
            list.Add(slot);

        Assert.Equal(slots.Take(seen), view.All());
        if (seen >= slots.Length)
            return;
        Assert.Equal(slots.Take(seen).TakeWhile(slot => slot.Position.CompareTo(slots[seen].Position) < 0), list.View().Before(slots[seen].Position).All());
        Assert.Equal(seen == 0, list.View().Before(slots[seen].Position).IsEmpty);
    });

    [Fact]
    public void Events_from_a_number_on_should_begin_in_the_run_that_is_named() => Gen.Select(Slots(2_000), Gen.Long[0, 3_000]).Sample((slots, from) =>
    {
        var view = EventList.Of(slots).View();
        var read = new List<EventSlot>();
        EventSlot[] buffer = [];
        for (var run = view.RunFrom(from); run < view.Runs; run++)
        {
            var count = view.Read(run, ref buffer);
            read.AddRange(buffer.AsSpan(0, count));
        }

        Assert.Equal(slots.Where(slot => slot.SequenceNr >= from), read.Where(slot => slot.SequenceNr >= from));
    });

    [Fact]
    public void Million_events_should_take_a_few_bytes_each()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var list = EventList.Of(Enumerable.Range(1, 1_000_000).Select(number => new EventSlot(number, new LinePosition(number * 230L), 180)));
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(1_000_000, list.Highest);
        Assert.InRange(bytes, 1_000_000, 6_500_000);
    }

    // Positions grow, numbers mostly.
    private static Gen<EventSlot[]> Slots(int most) => Slot.Array[0, most].Select(steps =>
    {
        var last = default(EventSlot);
        return Array.ConvertAll(steps, step =>
        {
            var number = step.SequenceNr is > 0 and <= 1_000 ? last.SequenceNr + step.SequenceNr : step.SequenceNr;
            return last = new EventSlot(number, new LinePosition(last.Position.Packed + step.Position.Packed), step.Length);
        });
    });
}
