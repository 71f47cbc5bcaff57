using Akka.Actor;
using CsCheck;
using Flint.Actors;

namespace Flint.Tests.Actors;

/// <summary>The order of use, against a plain list: random uses, looks, ticks, stops and answers to old and new questions.</summary>
public sealed class ResidentsTests
{
    private const int Most = 4;
    private const int IdleFor = 3;

    [Fact]
    public void Least_recently_used_should_go_first_and_only_if_nothing_was_sent_since() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 7], (act, key) => (Act: act, Key: $"key {key}")).Array[1, 60].Sample(steps =>
        {
            var residents = new Residents(Most, new AwakeCount());
            var model = new Model();
            var questions = new List<(string Key, long Number)>();
            foreach (var (act, key) in steps)
            {
                switch (act)
                {
                    case < 5:
                        if (residents.Use(key) is null)
                            residents.Add(new Resident(key, ActorRefs.Nobody));
                        model.Use(key);
                        Ask(long.MinValue);
                        break;
                    case 5:
                        Assert.Equal(model.Look(key), residents.Find(key) is not null);
                        break;
                    case 6:
                        model.Now = residents.Now += 1;
                        Ask(residents.Now - IdleFor);
                        break;
                    case 7 when questions.Count > 0:
                        var (asked, number) = questions[key[^1] % questions.Count];
                        Assert.Equal(model.Leave(asked, number), residents.Leave(asked, number) is not null);
                        break;
                    case 8 when residents.Find(key) is { } resident:
                        model.Stop(key);
                        Assert.Null(residents.Remove(key, new Another()));
                        Assert.Same(resident, residents.Remove(key, resident.Actor));
                        Assert.Null(residents.Remove(key, resident.Actor));
                        break;
                }
                Assert.Equal(model.Keys, residents.All.Select(r => r.Key).Order(StringComparer.Ordinal));
            }

            void Ask(long idleSince)
            {
                while (residents.NextToSleep(idleSince) is { } resident)
                {
                    Assert.Equal(model.Next(idleSince, resident.Asked), resident.Key);
                    questions.Add((resident.Key, resident.Asked));
                }
                Assert.Null(model.Next(idleSince, 0));
            }
        });

    private sealed class Another : MinimalActorRef
    {
        public override ActorPath Path => throw new NotSupportedException();

        public override IActorRefProvider Provider => throw new NotSupportedException();
    }

    // Everything by hand, in one list: the oldest first.
    private sealed class Model
    {
        private readonly List<(string Key, long UsedAt)> _order = [];
        private readonly Dictionary<string, (long Question, long UsedAt)> _asked = [];

        public long Now { get; set; }

        public IEnumerable<string> Keys => _order.Select(o => o.Key).Concat(_asked.Keys).Order(StringComparer.Ordinal);

        public void Use(string key)
        {
            Stop(key);
            _order.Add((key, Now));
        }

        public bool Look(string key)
        {
            if (_asked.Remove(key, out var asked))
                _order.Insert(0, (key, asked.UsedAt));
            return _order.Any(o => o.Key == key);
        }

        public void Stop(string key)
        {
            _order.RemoveAll(o => o.Key == key);
            _asked.Remove(key);
        }

        public bool Leave(string key, long question) => _asked.TryGetValue(key, out var asked) && asked.Question == question && _asked.Remove(key);

        public string? Next(long idleSince, long question)
        {
            if (_order.Count <= Most && !_order.Take(1).Any(o => o.UsedAt <= idleSince))
                return null;
            var (key, usedAt) = _order[0];
            _order.RemoveAt(0);
            _asked.Add(key, (question, usedAt));
            return key;
        }
    }
}
