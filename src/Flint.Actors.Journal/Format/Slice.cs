namespace Flint.Actors.Journal.Format;

/// <summary>A part of a line, by place.</summary>
internal readonly record struct Slice(int Start, int Length)
{
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> line) => line.Slice(Start, Length);
}
