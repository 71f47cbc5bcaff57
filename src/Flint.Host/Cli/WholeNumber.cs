using System.CommandLine;
using System.Globalization;

namespace Flint.Host.Cli;

/// <summary>Options that take a whole number; null where they are left out.</summary>
internal static class WholeNumber
{
    /// <summary>An option whose number the limiter judges.</summary>
    public static Option<long?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = argument =>
        {
            if (TryParse(argument.Tokens[0].Value, out var number))
                return number;
            argument.AddError(NotWhole(name, argument.Tokens[0].Value));
            return null;
        },
    };

    /// <summary>An option whose number starts at 1.</summary>
    public static Option<int?> Positive(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = argument =>
        {
            if (TryParse(argument.Tokens[0].Value, out var number) && number is >= 1 and <= int.MaxValue)
                return (int)number;
            argument.AddError($"{name} must be a whole number from 1 to {int.MaxValue}, not \"{argument.Tokens[0].Value}\"");
            return null;
        },
    };

    /// <summary>Digits with at most a sign before them.</summary>
    public static bool TryParse(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    /// <summary>What is said of a number that cannot be read.</summary>
    public static string NotWhole(string what, string text) => $"{what} must be a whole number up to {long.MaxValue}, not \"{text}\"";
}
