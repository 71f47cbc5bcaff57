// A minimal API with a limit for each address and one for each user. The counters live in .flint/, or on a flint server that several such apps share:
//
//     dotnet run --project samples/WebApi
//     dotnet run --project samples/WebApi -- --Flint:Server http://127.0.0.1:7878
//
// Configuration may give the policy another limit while the app runs: --Flint:Policies:per-user:Rate 5 --Flint:Policies:per-user:Per 1h

using Flint;

var builder = WebApplication.CreateBuilder(args);
var patience = builder.Configuration.GetValue<TimeSpan?>("Flint:Timeout");
if (builder.Configuration["Flint:Server"] is { } server)
    builder.Services.AddFlintShared(server, builder.Configuration["Flint:Token"], patience);
else
    builder.Services.AddFlint(o => o.DataDirectory = ".flint");

// docs: policies
builder.Services.AddFlintPolicies(
    policies => policies.Add("per-user", context => $"user:{UserOf(context)}", new LimitTerms(3, "1h")),
    builder.Configuration.GetSection("Flint:Policies"));
// end

var app = builder.Build();

// docs: use
app.UseFlint(o =>
{
    o.KeySelector = context => $"ip:{context.Connection.RemoteIpAddress}";
    o.Rate = 1000;
    o.Per = "1m";
    o.ExemptPaths = ["/health"];
    o.Timeout = patience;
});

app.MapGet("/health", () => "well");
app.MapGet("/hello", (HttpContext context) => $"hello {UserOf(context)}").RequireFlint("per-user");
// end

app.Run();

// Your authentication says who asks; here the caller does.
static string UserOf(HttpContext context) => context.Request.Headers["X-User"] is [{ Length: > 0 } name] ? name : "nobody";
