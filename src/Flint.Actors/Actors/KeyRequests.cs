using Flint.Messages;

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
}
