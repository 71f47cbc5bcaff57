using System.Collections.Concurrent;
using System.Diagnostics;
using Flint.AspNetCore.Tests.Support;
using Flint.RateLimiting.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Flint.AspNetCore.Tests.Middleware;

public sealed class TracingTests : EmbeddedLimits
{
    [Fact]
    public async Task Check_of_a_request_should_be_a_span_below_that_of_the_request()
    {
        var trace = ActivityTraceId.CreateRandom();
        var spans = new ConcurrentDictionary<string, Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" or "Flint.Actors",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.Parent.TraceId == trace ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStarted = span => spans[span.OperationName] = span,
        };
        ActivitySource.AddActivityListener(listener);
        await using var app = await App.StartAsync(Limiter, Clock, app =>
        {
            app.UseFlint(o => (o.Key, o.Rate, o.Per) = ("k", 2, "1h"));
            app.Run(context => context.Response.WriteAsync(Activity.Current!.OperationName));
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");

        using var response = await app.Http.SendAsync(request);

        var check = spans["flint.check"];
        Assert.Equal(spans["Microsoft.AspNetCore.Hosting.HttpRequestIn"].SpanId, check.ParentSpanId);
        Assert.Equal("allowed", check.GetTagItem("flint.decision"));
        Assert.Equal("Microsoft.AspNetCore.Hosting.HttpRequestIn", await response.Content.ReadAsStringAsync()); // what comes behind the check is no part of it
    }
}
