using Akka;
using Akka.Actor;
using Flint.Messages;
using Flint.State;

namespace Flint.Actors;

/// <summary>What can be said of keys that sleep without waking them: so that nobody fills the memory with actors of keys that are made up, or gone. Belongs to a partition.</summary>
internal sealed class SleepingKeys(LimiterContext context)
{
    /// <summary>The answer to a request that finds nothing to change and nothing to charge; null: its key has to be woken.</summary>
    public object? Answer(IKeyRequest request)
    {
        if (request is RecordKey)
            return Recorded.Instance;
        if (context.Catalog is not { } catalog)
            return null;
        var (key, template) = (request.Key, context.Templates.Current.Find(request.Key));
        try
        {
            return request switch
            {
                GetStatus or Peek when template is null && !catalog.Contains(key) => NotConfigured(key),
                GetStatus => Answers.Status(key, catalog.Read(key), template, context.Clock.Now(), context.Clock) as object ?? NotConfigured(key),
                Peek peek => Answers.Peeked(key, peek.Cost, catalog.Read(key), template, context.Clock.Now(), context.Clock),
                ConfigureLimit configure => configure.OnlyIfMissing && template is not null ? Done.Instance : null,
                RemoveLimit => HasLimit(key) ? null : NotConfigured(key),
                ResetLimit => Stands(key, template) && HasLimit(key) ? null : NotConfigured(key),
                _ => Stands(key, template) ? null : NotConfigured(key),
            };
        }
        catch (Exception e)
        {
            // What the log holds of one key must not take the others of its partition down.
            return Answers.Failure(e as FlintException ?? UnreadableKeys.Failure(key, e));
        }
    }

    /// <summary>Whether a check of the key would be refused, since it has no limit.</summary>
    public bool IsUnknown(string key) => context.Catalog is not null && !Stands(key, context.Templates.Current.Find(key));

    /// <summary>Whether a check would give the key its limit, which is a template's.</summary>
    public bool IsNew(string key) => context.Catalog is not null && context.Templates.Current.Find(key) is not null && !HasLimit(key);

    // A limit that the log tells of may be that of a template which is gone.
    private bool Stands(string key, Template? template) =>
        template is not null || (HasLimit(key) && (!context.Templates.Current.HasSpokenFor(key) || HasLimitWithoutTemplate(key)));

    private bool HasLimit(string key) => Says(key, static (catalog, key) => catalog.HasLimit(key));

    private bool HasLimitWithoutTemplate(string key) => Says(key, static (catalog, key) => catalog.Read(key).Under(template: null, now: 0).Config is not null);

    // Who cannot be read is woken, and tells why.
    private bool Says(string key, Func<IKeyCatalog, string, bool> ask)
    {
        try
        {
            return ask(context.Catalog!, key);
        }
        catch (Exception)
        {
            return true;
        }
    }

    private static Status.Failure NotConfigured(string key) => Answers.Failure(new LimitNotConfiguredException(key));
}
