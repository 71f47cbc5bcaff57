namespace Flint.Actors.Journal.Files;

/// <summary>One open file; positional, so that reading and writing share no cursor.</summary>
internal interface IDataFile : IDisposable
{
    /// <summary>The name under which it was opened.</summary>
    string Name { get; }

    /// <summary>Its length in bytes.</summary>
    long Length { get; }

    /// <summary>When it was last written, by the file system's clock.</summary>
    DateTimeOffset WrittenAt { get; }

    /// <summary>Reads until the buffer is full or the file ends; the number of bytes read.</summary>
    int Read(Span<byte> to, long offset);

    /// <summary>Writes all of it. Where it throws, a part may stand in the file.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Makes what was written durable. Once it threw, nothing about the file's content is known any more: it must not be called again.</summary>
    void Sync();

    /// <summary>Cuts the file.</summary>
    void Truncate(long length);
}
