// An API whose requests differ in weight. A report costs its pages and is charged to its user and to the whole tenant: both limits have room, or nobody is charged.
//
//     dotnet run --project samples/WeightedApi
//     curl -i 'http://localhost:5000/report?user=ada&pages=40'

using System.Globalization;
using Flint;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddFlint(o => o.DataDirectory = ".flint");
var app = builder.Build();

// docs: charges
app.UseFlint(o => o.Charges = context =>
[
    new KeyCharge($"pages:user:{UserOf(context)}", PagesOf(context)) { Lazily = new LimitTerms(100, "1d", Algorithm.FixedWindowCounter) },
    new KeyCharge("pages:tenant", PagesOf(context)) { Lazily = new LimitTerms(150, "1d", Algorithm.FixedWindowCounter) },
]);
// end

app.MapGet("/report", (string user, int pages) => $"{pages} pages for {user}");

app.Run();

static string UserOf(HttpContext context) => context.Request.Query["user"] is [{ Length: > 0 } user] ? user : "nobody";

// From 1 to 100: a cost above the limit could never pass, and is an error.
static long PagesOf(HttpContext context) =>
    int.TryParse(context.Request.Query["pages"], NumberStyles.None, CultureInfo.InvariantCulture, out var pages) ? Math.Clamp(pages, 1, 100) : 1;
