using Flint;
await using var limiter = await Limiter.OpenAsync(".flint");
await limiter.LimitAsync("api:user-42", rate: 3, per: "1h");
for (var i = 1; i <= 4; i++)
{
    var check = await limiter.CheckAsync("api:user-42");
    Console.WriteLine($"{i}: {(check.Allowed ? "allowed" : "denied")}, {check.Remaining} of {check.Limit} left");
}
