namespace Flint.Import;

/// <summary>One file of an old directory.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Content">The file, which can be read and sought; whoever opened it closes it.</param>
internal sealed record ImportSource(string Name, Stream Content);
