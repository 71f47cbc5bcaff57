using System.Diagnostics;
using System.Runtime.Versioning;
using Flint.Campaigns.Support;
using Flint.Host.Cli;
using Flint.Host.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Flint.Host.Tests.Http;

/// <summary>https, by the configuration that every ASP.NET Core server reads.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class KestrelCertificateTests : IDisposable
{
    private const string Section = "Kestrel:Certificates:Default";

    private readonly SelfSigned _files = new();
    private readonly TestProgram _flint = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("flint.crt", "flint.key", null)]
    [InlineData("flint.crt", "locked.key", SelfSigned.Password)]
    [InlineData("flint.pfx", null, SelfSigned.Password)]
    public async Task A_server_with_a_certificate_should_speak_https_and_nothing_else_at_its_address(string path, string? key, string? password)
    {
        Configure(path, key, password);
        using var stop = new CancellationTokenSource();
        var output = new FirstLine();

        var running = _flint.RunAsync(["server", "start", "--bind", "127.0.0.1:0"], output, stop.Token);
        var line = await output.Task;
        Assert.Matches("^flint server listening on https://127\\.0\\.0\\.1:[1-9][0-9]*$", line);
        var url = line.Split(' ')[^1];
        using var trusting = new HttpClient(_files.Trusting());
        Assert.Equal("{\"ok\":true}", await trusting.GetStringAsync(new Uri($"{url}/v1/health")));
        using var strange = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => strange.GetStringAsync(new Uri($"{url}/v1/health")));
        await Assert.ThrowsAsync<HttpRequestException>(() => strange.GetStringAsync(new Uri($"{url.Replace("https", "http", StringComparison.Ordinal)}/v1/health")));
        await stop.CancelAsync();

        Assert.Equal((ExitCode.Done, ""), (await running is var ended) ? (ended.Code, ended.Errors) : default);
        Assert.Equal([url], _flint.Source.Announced);
    }

    [Fact]
    public async Task A_shared_limiter_should_speak_https_where_it_trusts_the_server()
    {
        Configure("flint.crt", "flint.key");
        using var stop = new CancellationTokenSource();
        var output = new FirstLine();
        var running = _flint.RunAsync(["server", "start", "--bind", "127.0.0.1:0", "--token", "s3cret"], output, stop.Token);
        var url = (await output.Task).Split(' ')[^1];
        var services = new ServiceCollection();
        services.AddFlintShared(url, "s3cret").ConfigurePrimaryHttpMessageHandler(_files.Trusting);
        await using var provider = services.BuildServiceProvider();

        var limiter = provider.GetRequiredService<ILimiter>();
        await limiter.LimitAsync("k", 1, "1h");
        Assert.True(await limiter.AllowAsync("k"));
        Assert.False(await limiter.AllowAsync("k"));
        await using var stranger = new SharedLimiter(url, "s3cret");
        var refused = await Assert.ThrowsAsync<FlintConnectionException>(async () => await stranger.AllowAsync("k"));
        Assert.Contains("certificate", refused.Message, StringComparison.Ordinal);
        await stop.CancelAsync();
        Assert.Equal(ExitCode.Done, (await running).Code);
    }

    [Theory]
    [InlineData(null, "flint.key", null, "it names no certificate, give its Path")]
    [InlineData(null, null, SelfSigned.Password, "it names no certificate, give its Path")]
    [InlineData("missing.crt", "flint.key", null, "missing.crt")]
    [InlineData("flint.crt", "missing.key", null, "missing.key")]
    [InlineData("flint.crt", "other.key", null, "key")]
    [InlineData("flint.crt", "locked.key", "guess", "")]
    [InlineData("flint.crt", null, null, "private key")]
    [InlineData("flint.pfx", null, "guess", "password")]
    [InlineData("nonsense", "flint.key", null, "")]
    [InlineData("nonsense", null, null, "")]
    [InlineData(".", null, null, "")]
    public async Task A_certificate_that_cannot_be_used_should_keep_the_server_from_starting(string? path, string? key, string? password, string error)
    {
        Configure(path, key, password);

        var ended = await _flint.RunAsync("server", "start", "--bind", "127.0.0.1:0");

        ended.ShouldFail(ExitCode.Failure, $"flint: cannot serve https with {Section}: ");
        Assert.Contains(error, ended.Errors, StringComparison.OrdinalIgnoreCase);
        Assert.Single(ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain(SelfSigned.Password, ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_should_come_from_the_command_line_alone()
    {
        _flint.Environment["Kestrel:Endpoints:Https:Url"] = "https://0.0.0.0:443";

        (await _flint.RunAsync("server", "start", "--bind", "127.0.0.1:0")).ShouldFail(ExitCode.Usage, "Kestrel:Endpoints is not read: --bind says where to listen");
        Assert.Empty(_flint.Source.Opened);
    }

    [Fact]
    public async Task The_environment_of_the_process_should_be_where_it_is_configured()
    {
        using var directory = new DataDirectory();
        using var server = System.Diagnostics.Process.Start(new ProcessStartInfo(
            Campaigns.Support.FlintProgram.Built().Path, ["server", "start", "--bind", "127.0.0.1:0", "--data-dir", directory.Path])
        {
            RedirectStandardOutput = true,
            Environment = { ["Kestrel__Certificates__Default__Path"] = _files.At("flint.crt"), ["KESTREL__CERTIFICATES__DEFAULT__KEYPATH"] = _files.At("flint.key") },
        })!;
        try
        {
            var url = (await server.StandardOutput.ReadLineAsync())!.Split(' ')[^1];
            using var http = new HttpClient(_files.Trusting());

            Assert.StartsWith("https://", url, StringComparison.Ordinal);
            Assert.Equal("{\"ok\":true}", await http.GetStringAsync(new Uri($"{url}/v1/health")));
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    private void Configure(string? path, string? key = null, string? password = null)
    {
        foreach (var (name, value) in new[] { ("Path", path is null ? null : _files.At(path)), ("KeyPath", key is null ? null : _files.At(key)), ("Password", password) })
        {
            if (value is not null)
                _flint.Environment[$"{Section}:{name}"] = value;
        }
    }
}
