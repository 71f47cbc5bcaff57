using System.Text;
using System.Text.RegularExpressions;
using Flint.AspNetCore.Prometheus;

namespace Flint;

/// <summary>The limits of an <see cref="ILimiter"/> as text that Prometheus reads (exposition format 0.0.4): series sorted by key, none twice.</summary>
public static partial class FlintMetricsText
{
    /// <summary>The content type of the text.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private const string DefaultPrefix = "flint";

    /// <summary>Writes them. Without a label for keys none is read: it takes as long with many as with few. Else keys are read as they are written: all of them are in memory only where a <see cref="FlintMetricsOptions.KeyLabel"/> has to be compared with all others.</summary>
    /// <param name="limiter">Whose limits.</param>
    /// <param name="output">Where to, in UTF-8; it is left open.</param>
    /// <param name="options">How; null: <c>flint_…</c> with a label for each key.</param>
    /// <param name="ct">Gives it up.</param>
    /// <exception cref="ArgumentException">The prefix is none.</exception>
    /// <exception cref="FlintException">As <see cref="ILimiter.ListAsync(string?, CancellationToken)"/>.</exception>
    public static async Task WriteAsync(ILimiter limiter, Stream output, FlintMetricsOptions? options = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(limiter);
        ArgumentNullException.ThrowIfNull(output);
        var prefix = options?.Prefix ?? DefaultPrefix;
        RequirePrefix(prefix);
        IMetricSource source = options switch
        {
            { IncludeKeyLabel: false } => Sums.Of(await limiter.TotalsAsync(ct).ConfigureAwait(false)),
            { KeyLabel: { } label } => await Sums.ReadAsync(limiter, label, ct).ConfigureAwait(false),
            _ => new EachKey(limiter),
        };
        // Not disposed, which would write half a text where reading fails: as long as nothing is written a response can still become an error.
        var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 16 * 1024, leaveOpen: true);
        await new MetricWriter(writer, prefix).WriteAsync(source, ct).ConfigureAwait(false);
    }

    /// <summary>As the other, as a string.</summary>
    public static async Task<string> WriteAsync(ILimiter limiter, FlintMetricsOptions? options = null, CancellationToken ct = default)
    {
        using var text = new MemoryStream();
        await WriteAsync(limiter, text, options, ct).ConfigureAwait(false);
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    internal static void RequirePrefix(string prefix)
    {
        if (!Name().IsMatch(prefix))
            throw new ArgumentException($"\"{prefix}\" is no prefix of a metric: letters, digits and underscores, no digit first");
    }

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_]*\\z")]
    private static partial Regex Name();
}
