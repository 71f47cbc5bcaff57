// Limits inside an actor system that is there already: actors send Check and get CheckResult, with no facade between.
//
//     dotnet run --project samples/ActorSystemService

using ActorSystemService;
using Akka;
using Akka.Actor;
using Flint;
using Flint.Actors.Journal.Plugin;

var system = ActorSystem.Create("shop", "akka.loglevel = WARNING");
var limits = FlintLimits.Start(system, new LimiterOptions { DataDirectory = ".flint" });

await limits.Ref.Ask<Done>(new ConfigureLimit("orders:ada", Rate: 2, Per: TimeSpan.FromDays(1), Algorithm.SlidingWindowLog));

var orders = system.ActorOf(Props.Create(() => new OrderActor(limits.Ref)), "orders");
for (var number = 1; number <= 3; number++)
    Console.WriteLine(await orders.Ask<string>(new PlaceOrder("ada", number), TimeSpan.FromSeconds(10)));

var status = await limits.Ref.Ask<LimitStatus>(new GetStatus("orders:ada"));
Console.WriteLine($"{status.TotalAllowed} allowed, {status.TotalDenied} denied");

// The log is closed, and its directory unlocked, after the system's last actor.
var logs = FlintLogs.For(system);
await system.Terminate();
await logs.Closed;
