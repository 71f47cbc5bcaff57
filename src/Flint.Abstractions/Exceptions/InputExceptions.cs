namespace Flint;

/// <summary>What was asked for cannot be asked: nothing was charged and nothing written.</summary>
public abstract class InvalidInputException(string message) : FlintException(message);

/// <summary>The key has no limit.</summary>
public sealed class LimitNotConfiguredException(string key) : InvalidInputException($"limit is not configured: {key}")
{
    /// <summary>The key that was asked for.</summary>
    public string Key { get; } = key;
}

/// <summary>The key is out of bounds.</summary>
public sealed class InvalidKeyException(string message) : InvalidInputException(message);

/// <summary>The rate is out of bounds.</summary>
public sealed class InvalidRateException(string message) : InvalidInputException(message);

/// <summary>The period cannot be read or is out of bounds.</summary>
public sealed class InvalidDurationException(string message) : InvalidInputException(message);

/// <summary>The cost is below 1 or above the rate.</summary>
public sealed class InvalidCostException(string message) : InvalidInputException(message)
{
    /// <summary>A cost that its key could never grant.</summary>
    public static InvalidCostException OverRate(long cost, long rate) => new($"cost {cost} exceeds configured rate capacity {rate}");
}

/// <summary>There is no algorithm of that name.</summary>
public sealed class UnknownAlgorithmException(string name)
    : InvalidInputException($"unknown algorithm \"{name}\": use token_bucket, sliding_window_log or fixed_window_counter");

/// <summary>A check_all names a key twice.</summary>
public sealed class DuplicateKeyException(string key) : InvalidInputException($"duplicate key in check_all: {key}");

/// <summary>Keys cannot be ranked by what was named.</summary>
public sealed class UnsupportedTopSelectorException(string name) : InvalidInputException($"unsupported top selector: {name}");

/// <summary>A check_all is empty or too long, or fewer than one item is asked for.</summary>
public sealed class InvalidItemCountException(string message) : InvalidInputException(message);
