using System.Net;
using Flint.RateLimiting.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Flint.RateLimiting.Tests;

public sealed class RateLimitedHandlerTests : EmbeddedLimits
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_without_room_should_not_be_sent_and_say_when_to_come_back(bool blocking)
    {
        var received = 0;
        await using var app = await TestApp.StartAsync(_ => { }, app => app.Run(_ =>
        {
            received++;
            return Task.CompletedTask;
        }));
        await using var limiter = new FlintPartitionedRateLimiter<HttpRequestMessage>(
            Limiter, request => new KeyCharge($"out:{request.RequestUri!.Host}") { Lazily = new LimitTerms(2, "3s") }, Clock);
        using var http = new HttpClient(new RateLimitedHandler(limiter) { InnerHandler = new SocketsHttpHandler() }) { BaseAddress = app.Http.BaseAddress };

        Assert.Equal(HttpStatusCode.OK, (await SendAsync()).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync()).StatusCode);
        Clock.Advance(TimeSpan.FromTicks(1));
        var refused = await SendAsync();

        Assert.Equal((HttpStatusCode.TooManyRequests, 2), (refused.StatusCode, received));
        Assert.Equal(TimeSpan.FromSeconds(2), refused.Headers.RetryAfter!.Delta); // 1.4999999 s, rounded up
        Assert.Equal((2, 1), await CountedAsync("out:127.0.0.1"));

        async Task<HttpResponseMessage> SendAsync()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/");
            return blocking ? http.Send(request) : await http.SendAsync(request);
        }
    }

    [Fact]
    public async Task Example_of_the_docs_should_limit()
    {
        await using var app = await TestApp.StartAsync(_ => { }, app => app.Run(_ => Task.CompletedTask));
        var services = new ServiceCollection().AddSingleton<ILimiter>(Limiter);
        // docs: handler
        services.AddHttpClient("partner").AddHttpMessageHandler(provider => new RateLimitedHandler(new FlintPartitionedRateLimiter<HttpRequestMessage>(
            provider.GetRequiredService<ILimiter>(),
            request => new KeyCharge($"out:{request.RequestUri!.Host}") { Lazily = new LimitTerms(100, "1m") })));
        // end
        await using var provider = services.BuildServiceProvider();
        using var http = provider.GetRequiredService<IHttpClientFactory>().CreateClient("partner");

        using var response = await http.GetAsync(app.Http.BaseAddress);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal((1, 0), await CountedAsync("out:127.0.0.1"));
    }
}
