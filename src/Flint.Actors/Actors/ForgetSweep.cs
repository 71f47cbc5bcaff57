using Akka.Actor;
using Flint.Messages;
using Flint.State;

namespace Flint.Actors;

/// <summary>
/// Goes through the keys that templates speak for, or spoke for, some at each tick, and has those forgotten that look as if nothing but totals would be lost with them. What it reads may be
/// a moment old: the key itself decides.
/// </summary>
internal sealed class ForgetSweep : UntypedActor
{
    // A pass begins this often within the shortest time to live: a key outlives its own by that part of it and the pass.
    private const int PassesPerTtl = 4;

    private readonly LimiterContext _context;
    private readonly IKeyCatalog _catalog;
    private readonly LimitRoutes _routes;
    private TemplateSet _templates = TemplateSet.Empty;
    private IEnumerator<string>? _pass;
    private long _nextPass;

    // Templates have changed since the pass began: it goes to its end all the same, or changes could keep the last keys from ever being reached; another follows at once.
    private bool _isOutdated;
    private ITimer? _timer;

    public ForgetSweep(LimiterContext context, IKeyCatalog catalog, LimitRoutes routes) => (_context, _catalog, _routes) = (context, catalog, routes);

    protected override void PreStart()
    {
        var self = Self;
        _timer = _context.Time.CreateTimer(_ => self.Tell(ForgetTick.Instance), null, _context.Settings.ForgetEvery, Timeout.InfiniteTimeSpan);
    }

    protected override void PostStop() => _timer?.Dispose();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ForgetTick:
                Sweep(_context.Clock.Now());
                _timer?.Change(_context.Settings.ForgetEvery, Timeout.InfiniteTimeSpan);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Sweep(long now)
    {
        if (!ReferenceEquals(_templates, _context.Templates.Current))
            (_templates, _isOutdated) = (_context.Templates.Current, true); // every key may be another template's now
        if (_pass is null)
        {
            if (now < _nextPass && !_isOutdated)
                return;
            (_pass, _isOutdated) = (_templates.Prefixes.SelectMany(prefix => _catalog.Keys(prefix)).GetEnumerator(), false);
        }
        for (var left = _context.Settings.ForgetAtOnce; left > 0; left--)
        {
            if (!_pass.MoveNext())
            {
                var ttl = _templates.All.Count == 0 ? _context.Settings.TemplateIdleTtl.Ticks : _templates.All.Min(template => template.IdleTicks);
                (_pass, _nextPass) = (null, now + (ttl / PassesPerTtl));
                return;
            }
            if (LooksForgettable(_pass.Current, now))
                _routes.For(_pass.Current, ActorRefs.Nobody).Tell(new ForgetKey(_pass.Current), ActorRefs.NoSender);
        }
    }

    // A key that cannot be read stays: whoever checks it is told.
    private bool LooksForgettable(string key, long now)
    {
        try
        {
            return _catalog.Read(key).IsForgettable(_context.IdleTicks(_templates.Find(key)), now);
        }
        catch (Exception)
        {
            return false;
        }
    }
}
