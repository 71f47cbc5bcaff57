using Flint.Campaigns.Planted.Bugs;

namespace Flint.Campaigns.Planted;

/// <summary>All bugs that are planted. docs/reliability.md lists them, and those that have no place here.</summary>
internal static class PlantedBugs
{
    public static IReadOnlyList<PlantedBug> All { get; } = [.. SyncBugs.All, .. NameBugs.All, .. OpeningBugs.All, .. DamageBugs.All, .. CompactionBugs.All, .. LimitBugs.All];
}
