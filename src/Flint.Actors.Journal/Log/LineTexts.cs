using System.Text;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>The texts that repeat from line to line, decoded once. Not for several threads.</summary>
internal sealed class LineTexts
{
    private Text _writer;
    private Text _manifest;
    private Text _type;

    /// <summary>Whether the raw content of a JSON string says that text.</summary>
    public static bool Says(ReadOnlySpan<byte> raw, string text) =>
        (Ascii.Equals(raw, text) && !raw.Contains((byte)'\\')) || JsonText.Decode(raw) == text;

    public string Writer(ReadOnlySpan<byte> raw) => _writer.Of(raw);

    public string Manifest(ReadOnlySpan<byte> raw) => _manifest.Of(raw);

    public string Type(ReadOnlySpan<byte> raw) => _type.Of(raw);

    private struct Text
    {
        private byte[]? _raw;
        private string? _text;

        public string Of(ReadOnlySpan<byte> raw)
        {
            if (raw.IsEmpty)
                return "";
            if (_raw is not null && raw.SequenceEqual(_raw))
                return _text!;
            _raw = raw.ToArray();
            return _text = JsonText.Decode(raw) ?? "";
        }
    }
}
