namespace Flint.Testing;

/// <summary>What a file held when a sync of it began.</summary>
/// <param name="Bytes">The content.</param>
/// <param name="Changes">How many changes the sync covers.</param>
internal sealed record SyncedInode(PagedBytes Bytes, int Changes);
