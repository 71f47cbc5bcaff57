using Akka.Actor;
using CsCheck;
using Flint.Actors;

namespace Flint.Tests.Actors;

/// <summary>The order of use, against plain lists: random uses, by the partition and past it, looks, ticks, stops and answers to old and new questions.</summary>
public sealed class ResidentsTests
{
    private const int Most = 4;
    private const int MostOnProbation = 2;
    private const int IdleFor = 3;

    [Fact]
    public void Least_recently_used_should_go_first_and_only_if_nothing_was_sent_since() =>
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 7], (act, key) => (Act: act, Key: $"key {key}")).Array[1, 60].Sample(steps =>
        {
            var residents = new Residents(Most, new AwakeCount(), MostOnProbation);
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
                    case 7 or 9 when questions.Count > 0:
                        var (asked, number) = questions[key[^1] % questions.Count];
                        var closes = act == 7;
                        Assert.Equal(model.Leave(asked, number, closes), residents.Leave(asked, number, _ => closes) is not null);
                        break;
                    case > 9 when residents.All.FirstOrDefault(r => r.Key == key) is { } awake:
                        (awake.Shortcut ??= new Shortcut(awake, residents)).Tell("a check", ActorRefs.Nobody);
                        model.UsePast(key);
                        break;
                    case 8 when residents.Find(key) is { } resident:
                        model.Stop(key, byItself: true);
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

    [Fact]
    public void Those_who_come_once_should_push_out_nobody_who_came_twice_and_be_known_when_they_come_again()
    {
        var residents = new Residents(most: 1_000, new AwakeCount(), MostOnProbation);
        var asleep = new List<string>();
        Use("regular");
        Use("regular");

        for (var i = 0; i < 100; i++)
            Use($"passer-by {i}");
        Assert.Equal(Enumerable.Range(0, 98).Select(i => $"passer-by {i}"), asleep);

        for (var i = 0; i < 98; i++)
            Use($"passer-by {i}"); // each a regular from now on
        Assert.Equal(98, asleep.Count);

        void Use(string key)
        {
            if (residents.Use(key) is null)
                residents.Add(new Resident(key, ActorRefs.Nobody));
            while (residents.NextToSleep(long.MinValue) is { } resident)
            {
                asleep.Add(resident.Key);
                Assert.Same(resident, residents.Leave(resident.Key, resident.Asked, _ => true));
            }
        }
    }

    [Fact]
    public void One_who_comes_again_and_again_should_stay_beside_those_who_come_once_where_few_may_be_awake()
    {
        var residents = new Residents(Most, new AwakeCount());
        foreach (var key in Enumerable.Range(0, 100).SelectMany(i => (string[])["regular", $"passer-by {i}"]))
        {
            if (residents.Use(key) is null)
                residents.Add(new Resident(key, ActorRefs.Nobody));
            while (residents.NextToSleep(long.MinValue) is { } resident)
            {
                Assert.NotEqual("regular", resident.Key);
                residents.Leave(resident.Key, resident.Asked, _ => true);
            }
        }
    }

    // Everything by hand, in two lists: the oldest first.
    private sealed class Model
    {
        private readonly List<(string Key, long UsedAt)> _order = [];
        private readonly List<(string Key, long UsedAt)> _probation = [];
        private readonly HashSet<string> _onProbation = [];
        private readonly GhostKeys _ghosts = new(Most);
        private readonly Dictionary<string, (long Question, long UsedAt)> _asked = [];

        // Who was used past the partition since anybody was put in order, or a tick came, behind his own last place.
        private readonly Dictionary<string, long> _placedIn = [];
        private readonly Dictionary<string, long> _pastIn = [];
        private long _turn;

        public long Now
        {
            get;
            set
            {
                field = value;
                _turn++;
            }
        }

        public IEnumerable<string> Keys => _order.Concat(_probation).Select(o => o.Key).Concat(_asked.Keys).Order(StringComparer.Ordinal);

        public void Use(string key)
        {
            var isNewest = _order.Count > 0 && _order[^1].Key == key && _placedIn[key] == _turn;
            if (Keys.Contains(key) || _ghosts.Contains(key))
                Remove(key);
            else
                _onProbation.Add(key);
            Place(key, isNewest);
        }

        public void UsePast(string key) => _pastIn[key] = _turn;

        public bool Look(string key)
        {
            if (_asked.Remove(key, out var asked))
                ListOf(key).Insert(0, (key, asked.UsedAt));
            return ListOf(key).Any(o => o.Key == key);
        }

        public void Stop(string key, bool byItself = false)
        {
            if (byItself)
                _ghosts.Add(key);
            Remove(key);
            _pastIn.Remove(key); // its shortcut goes with it
        }

        public bool Leave(string key, long question, bool closes)
        {
            if (!_asked.TryGetValue(key, out var asked) || asked.Question != question)
                return false;
            if (closes)
                Stop(key);
            else
                Look(key);
            return closes;
        }

        public string? Next(long idleSince, long question)
        {
            while (Last(idleSince) is { } list)
            {
                var (key, usedAt) = list[0];
                list.RemoveAt(0);
                if (_pastIn.GetValueOrDefault(key, -1) <= _placedIn[key])
                {
                    _asked.Add(key, (question, usedAt));
                    if (_onProbation.Contains(key))
                        _ghosts.Add(key);
                    return key;
                }
                Place(key);
            }
            return null;
        }

        private List<(string Key, long UsedAt)>? Last(long idleSince)
        {
            if (_probation.Count > MostOnProbation)
                return _probation;
            if (_order.Count + _probation.Count > Most)
                return _order.Count == 0 || (_probation.Count > 0 && _placedIn[_probation[0].Key] < _placedIn[_order[0].Key]) ? _probation : _order;
            return new[] { _probation, _order }.FirstOrDefault(list => list.Count > 0 && list[0].UsedAt <= idleSince);
        }

        private List<(string Key, long UsedAt)> ListOf(string key) => _onProbation.Contains(key) ? _probation : _order;

        private void Place(string key, bool isThere = false)
        {
            ListOf(key).Add((key, Now));
            if (!isThere)
                _placedIn[key] = ++_turn;
        }

        private void Remove(string key)
        {
            _order.RemoveAll(o => o.Key == key);
            _probation.RemoveAll(o => o.Key == key);
            _onProbation.Remove(key);
            _asked.Remove(key);
        }
    }
}
