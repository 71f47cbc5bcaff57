namespace Flint.Benchmarks.Scenarios;

/// <summary>What is measured.</summary>
internal static class Catalog
{
    private const int ManyKeys = 1000;

    private static readonly string[] Hot = ["hot"];
    private static readonly string[] Spread = [.. Enumerable.Range(0, ManyKeys).Select(i => $"api:user-{i}")];

    public static IEnumerable<Scenario> FirstVersion() =>
    [
        .. from isDurable in new[] { false, true }
           from keys in new[] { Hot, Spread }
           from callers in new[] { 1, 64, 1024 }
           select Checks(keys, callers, isDurable),
        .. from isDurable in new[] { false, true }
           from keys in new[] { Hot, Spread }
           select Asks(keys, 64, isDurable),
        new Scenario("denials, one key", 64, IsDurable: false, directory => DenialWork.OpenAsync(directory, 64)),
        .. from isDurable in new[] { false, true }
           from callers in new[] { 1, 64 }
           select new Scenario("check_all of 3", callers, isDurable, directory => CheckAllWork.OpenAsync(directory, isDurable, callers)),
        new Scenario("first touch of sleeping keys", 1024, IsDurable: false, directory => FirstTouchWork.OpenAsync(directory, 1024)),
    ];

    public static IEnumerable<Scenario> WarmUp() => [Checks(Spread, 64, isDurable: false), Checks(Hot, 1, isDurable: false)];

    private static Scenario Checks(string[] keys, int callers, bool isDurable) =>
        new($"check, {Named(keys)}", callers, isDurable, directory => CheckWork.OpenAsync(directory, isDurable, keys, callers));

    private static Scenario Asks(string[] keys, int callers, bool isDurable) =>
        new($"Ask, {Named(keys)}", callers, isDurable, directory => AskWork.OpenAsync(directory, isDurable, keys, callers));

    private static string Named(string[] keys) => keys.Length == 1 ? "one key" : $"{keys.Length:N0} keys";
}
