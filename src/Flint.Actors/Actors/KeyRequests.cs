using Flint.Limits;
using Flint.Messages;
using Flint.State;

namespace Flint.Actors;

/// <summary>What a request for a key must keep to.</summary>
internal static class KeyRequests
{
    /// <summary>What is out of bounds in it, or null.</summary>
    public static InvalidInputException? Objection(IKeyRequest request)
    {
        try
        {
            LimitRules.RequireKey(request.Key);
            if (request is ConfigureLimit limit)
            {
                LimitRules.RequireRate(limit.Rate);
                LimitRules.RequirePer(limit.Per);
                LimitRules.RequireAlgorithm(limit.Algorithm);
            }
            return null;
        }
        catch (InvalidInputException e)
        {
            return e;
        }
    }

    /// <summary>What becomes of a key's limit; null: it is as the request would have it.</summary>
    /// <param name="configure">The request.</param>
    /// <param name="stands">The limit as a check would find it now.</param>
    public static LimitConfig? Change(ConfigureLimit configure, LimitConfig? stands)
    {
        var terms = new Terms(configure.Algorithm, configure.Rate, configure.Per.Ticks);
        return stands is not null && (configure.OnlyIfMissing || (stands.IsOwn && stands.Terms == terms)) ? null
            : new LimitConfig(terms, configure.OnlyIfMissing ? LimitSource.Lazy : LimitSource.Explicit);
    }
}
