using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;

namespace Flint.Host.Http;

/// <summary>
/// The certificate that Kestrel's own configuration names (<c>Kestrel:Certificates:Default</c>, as for every ASP.NET Core server): where there is one, the address of
/// <c>--bind</c> is served by https. Of that configuration nothing else is read: a second address would be one that nobody has judged.
/// </summary>
internal sealed class KestrelCertificate
{
    private const string Section = "Kestrel:Certificates:Default";

    private readonly IConfiguration _kestrel;

    private KestrelCertificate(IConfiguration kestrel) => _kestrel = kestrel;

    /// <summary>The one that is configured, or null: then the server speaks http.</summary>
    /// <exception cref="UsageException">An address is configured there, too.</exception>
    /// <exception cref="IOException">A part of a certificate is configured, and no certificate.</exception>
    public static KestrelCertificate? Of(IConfiguration environment)
    {
        if (environment.GetSection("Kestrel:Endpoints").Exists())
            throw new UsageException($"Kestrel:Endpoints is not read: --bind says where to listen, and {Section} makes that https");
        var section = environment.GetSection(Section);
        if (!section.Exists())
            return null;

        // Without one Kestrel would look for a developer's certificate.
        if (string.IsNullOrEmpty(section["Path"]) && string.IsNullOrEmpty(section["Subject"]))
            throw Unusable("it names no certificate, give its Path");
        var values = section.AsEnumerable(makePathsRelative: true).ToDictionary(value => $"Certificates:Default:{value.Key}", value => value.Value);
        return new KestrelCertificate(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
    }

    /// <summary>Loads it.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void LoadInto(KestrelServerOptions kestrel)
    {
        try
        {
            kestrel.Configure(_kestrel).Load();
        }
        catch (Exception e)
        {
            throw Unusable(e.Message, e);
        }
    }

    /// <summary>What is said where it cannot be used.</summary>
    public static IOException Unusable(string why, Exception? inner = null) => new($"cannot serve https with {Section}: {why}", inner);
}
