using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Flint.Host.Tests.Support;

/// <summary>A certificate for this machine's loopback address, in files as operators have them.</summary>
internal sealed class SelfSigned : IDisposable
{
    public const string Password = "pass word";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flint-tls-");
    private readonly X509Certificate2 _certificate;

    public SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=flint", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(At("flint.crt"), _certificate.ExportCertificatePem());
        File.WriteAllText(At("flint.key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(At("locked.key"), key.ExportEncryptedPkcs8PrivateKeyPem(Password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000)));
        File.WriteAllBytes(At("flint.pfx"), _certificate.Export(X509ContentType.Pfx, Password));
        File.WriteAllText(At("other.key"), ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem());
        File.WriteAllText(At("nonsense"), "nonsense");
    }

    /// <summary>The file of that name beside the others, there or not.</summary>
    public string At(string name) => Path.Combine(_directory.FullName, name);

    /// <summary>What trusts this certificate, and no other.</summary>
    public HttpClientHandler Trusting() => new()
    {
        ServerCertificateCustomValidationCallback = (_, served, _, _) => served?.Thumbprint == _certificate.Thumbprint,
    };

    public void Dispose()
    {
        _certificate.Dispose();
        _directory.Delete(recursive: true);
    }
}
