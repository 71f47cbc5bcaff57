using System.Text;
using CsCheck;
using Flint.Actors.Journal.Log.Ids;
using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Log.Ids;

/// <summary>The map against a sorted dictionary.</summary>
public sealed class IdMapTests
{
    // Short and long ones, many with the same beginning, some that are the beginning of others, ends that are zeros.
    private static readonly Gen<byte[]> Id = Gen.Select(
        OneOf("", "flint/key/", "flint/key/ip:10.0.", new string('x', 700)),
        Gen.OneOf(Gen.Int[0, 300].Select(i => $"{i}"), OneOf("", "\0", "\0\0", "\0\0\0\0\0\0\0", "\0\0\0\0\0\0\0\0", "ab", "ab\0", "é", "🔥", "\ufffd")))
        .Select((start, rest) => Encoding.UTF8.GetBytes(start + rest));

    private static readonly Gen<byte[]> Value = Gen.Byte.Array[0, 200];

    [Fact]
    public void Map_should_be_a_sorted_dictionary() => Gen.Select(Gen.Int[0, 99], Id, Value).Array[1, 3_000].Sample(
        steps =>
        {
            var sides = new Sides();
            foreach (var (step, id, value) in steps)
            {
                if (step < 90)
                    sides.Set(id, value);
                else if (step < 94)
                    sides.Lists(id[..Math.Min(id.Length, step % 2 * 12)], step < 92 ? null : value);
                else if (step < 97)
                    sides.BeginMove();
                else if (step < 98)
                    sides.EndMove();
                if (step % 3 == 0)
                    sides.Remove(id);
            }
            sides.AreSame();
            sides.EndMove();
            sides.AreSame();
        },
        iter: 60);

    [Fact]
    public void Walk_should_see_every_id_once_that_is_there_all_the_time() => Gen.Select(Gen.Int[1, 40], Gen.Select(Gen.Int[0, 19], Id).Array[1, 2_000]).Sample(
        (atOnce, changes) =>
        {
            var sides = new Sides();
            var stay = Enumerable.Range(0, 500).Select(i => Encoding.UTF8.GetBytes($"stays/{i * 7919 % 500}")).ToArray();
            foreach (var id in stay)
                sides.Set(id, []);
            var seen = new List<byte[]>();
            var left = new Queue<(int Step, byte[] Id)>(changes);
            foreach (var some in sides.Walk(atOnce))
            {
                seen.AddRange(some);
                for (var i = 0; i < 50 && left.TryDequeue(out var change); i++)
                {
                    sides.Set(change.Id, [1]);
                    if (change.Step == 0)
                        sides.BeginMove();
                    else if (change.Step == 1)
                        sides.EndMove();
                    else if (change.Step < 8)
                        sides.Remove(change.Id);
                }
            }
            Assert.Equal(seen.Distinct(ByteOrder.Instance).Order(ByteOrder.Instance), seen, ByteOrder.Instance);
            Assert.Equal(stay.Order(ByteOrder.Instance), seen.Where(id => id.AsSpan().StartsWith("stays/"u8)), ByteOrder.Instance);
        },
        iter: 60);

    [Fact]
    public void Memory_of_removed_ids_should_be_given_back_and_their_slots_used_again()
    {
        var gate = new IndexGate();
        var map = new IdMap(gate, SeededHash.New());
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 50_000; i++)
                map.Add(Encoding.UTF8.GetBytes($"attack {round} {i}"), new byte[20]);
            map.BeginMove();
            for (var slot = 0; slot < map.End; slot++)
                map.Remove(slot);
            map.EndMove();
        }

        Assert.Equal((0, 50_000), (map.Count, map.End));
        Assert.Equal(0, map.Bytes);
    }

    [Fact]
    public void Values_that_grew_should_leave_nothing_behind_once_they_are_moved()
    {
        var map = new IdMap(new IndexGate(), SeededHash.New());
        for (var i = 0; i < 50_000; i++)
            map.Add(Encoding.UTF8.GetBytes($"id {i:D5}"), new byte[20]);
        for (var slot = 0; slot < map.End; slot++)
            map.Set(slot, new byte[40]);
        Assert.True(map.IsWasteful);

        map.BeginMove();
        for (var slot = 0; slot < map.End; slot++)
            map.Move(slot);
        map.EndMove();

        Assert.False(map.IsWasteful);
        Assert.InRange(map.Bytes, 50_000 * 50, 50_000 * 60);
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private sealed class Sides
    {
        private readonly IndexGate _gate = new();
        private readonly IdMap _map;
        private readonly SortedDictionary<byte[], byte[]> _model = new(ByteOrder.Instance);
        private bool _isMoving;

        public Sides() => _map = new IdMap(_gate, SeededHash.New());

        public void Set(byte[] id, byte[] value)
        {
            _model[id] = value;
            var slot = _map.Find(id);
            if (slot < 0)
                _map.Add(id, value);
            else
                _map.Set(slot, value);
        }

        public void Remove(byte[] id)
        {
            if (_isMoving && _model.Remove(id))
                _map.Remove(_map.Find(id));
        }

        public void BeginMove()
        {
            if (_isMoving)
                return;
            _isMoving = true;
            _map.BeginMove();
        }

        public void EndMove()
        {
            if (!_isMoving)
                return;
            for (var slot = 0; slot < _map.End; slot++)
                _map.Move(slot);
            _map.EndMove();
            _isMoving = false;
        }

        public void AreSame()
        {
            Assert.Equal(_model.Count, _map.Count);
            Assert.Equal(_model.Keys, Walk(7).SelectMany(some => some), ByteOrder.Instance);
            foreach (var (id, value) in _model)
                Assert.True(_map.ValueOf(_map.Find(id)).SequenceEqual(value));
        }

        public void Lists(byte[] prefix, byte[]? after) => Assert.Equal(
            _model.Keys.Where(id => id.AsSpan().StartsWith(prefix) && (after is null || ByteOrder.Instance.Compare(id, after) > 0)),
            Walk(5, prefix, after).SelectMany(some => some),
            ByteOrder.Instance);

        public IEnumerable<byte[][]> Walk(int atOnce, byte[]? prefix = null, byte[]? after = null)
        {
            var walk = new IdWalk(_map, _gate, prefix ?? [], after, atOnce);
            for (var some = new List<byte[]>(); walk.Next(some, slot => _map.IdOf(slot).ToArray()); some.Clear())
                yield return [.. some];
        }
    }
}
