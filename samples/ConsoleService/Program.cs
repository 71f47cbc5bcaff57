// Sends a mail to each name on its input, at most 3 an hour to the same one. What it has sent it knows again when it is started again:
//
//     printf 'ada\nada\nbob\nada\nada\n' | dotnet run --project samples/ConsoleService

using Flint;

await using var limiter = await Limiter.OpenAsync(new LimiterOptions { DataDirectory = ".flint", Sync = SyncMode.Always });

while (await Console.In.ReadLineAsync() is { } name)
{
    var key = $"mail:{name}";
    try
    {
        await limiter.LimitAsync(key, rate: 3, per: "1h"); // the same limit again writes nothing
        var check = await limiter.CheckAsync(key);
        Console.WriteLine(check.Allowed
            ? $"sent to {name}, {check.Remaining} left"
            : $"not sent to {name}, again in {Math.Ceiling(check.RetryAfter!.Value.TotalMinutes)} minutes");
    }
    catch (InvalidKeyException e)
    {
        Console.WriteLine($"no name: {e.Message}");
    }
}
