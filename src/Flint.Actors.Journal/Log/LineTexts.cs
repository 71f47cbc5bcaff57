using System.Text;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>The texts that repeat from line to line of one persistence id, decoded once.</summary>
internal sealed class LineTexts(string persistenceId)
{
    private readonly byte[] _plainId = Encoding.UTF8.GetBytes(persistenceId);
    private Text _writer;
    private Text _manifest;
    private Text _type;

    public string PersistenceId { get; } = persistenceId;

    public bool IsOwn(ReadOnlySpan<byte> raw) =>
        raw.Contains((byte)'\\') ? JsonText.Decode(raw) == PersistenceId : raw.SequenceEqual(_plainId);

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
