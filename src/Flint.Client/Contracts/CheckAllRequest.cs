namespace Flint.Client.Contracts;

/// <summary>The body of <c>POST /v1/check-all</c>.</summary>
public sealed record CheckAllRequest
{
    /// <summary>What to charge together or not at all; left out: nothing, which the limiter refuses.</summary>
    public IReadOnlyList<CheckRequest?>? Items { get; set; }

    /// <summary>The items as the limiter takes them; whether they are in bounds is for the limiter to judge.</summary>
    public IReadOnlyList<CheckItem> ToItems() => Items is null ? [] : [.. Items.Select(item => item?.ToItem() ?? default)];
}
