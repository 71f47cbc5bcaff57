namespace Flint.Testing;

/// <summary>A change of the names of a directory. After a crash it may meet names that lack the file it was made for.</summary>
/// <param name="Operation">create, rename, link or delete.</param>
/// <param name="Name">Of the file.</param>
/// <param name="To">Its new or second name.</param>
/// <param name="Made">The file that was made.</param>
internal sealed record NameChange(string Operation, string Name, string? To = null, MemoryInode? Made = null)
{
    /// <summary>The file that the call is recorded with.</summary>
    public string File => Operation == "link" ? To! : Name;

    /// <summary>Changes these names.</summary>
    public void Apply(Dictionary<string, MemoryInode> names)
    {
        switch (Operation)
        {
            case "create":
                names[Name] = Made!;
                break;
            case "rename" when names.Remove(Name, out var renamed):
                names[To!] = renamed;
                break;
            case "link" when names.TryGetValue(Name, out var linked):
                names[To!] = linked;
                break;
            case "delete":
                names.Remove(Name);
                break;
        }
    }

    /// <summary>The same change on a copy of the disk.</summary>
    public NameChange Of(Func<MemoryInode, MemoryInode> copy) => Made is null ? this : this with { Made = copy(Made) };
}
