using System.Security.Cryptography;

namespace Flint.Import;

/// <summary>
/// An old snapshot: an envelope with the document as a text and its sum, or the document alone. Neither is ever held whole: the file is read
/// once for what it is and for its sum, and then as often as somebody wants to read the document.
/// </summary>
internal sealed class SnapshotFile
{
    private static readonly string[] Envelope = ["format_version", "created_at", "checksum", "snapshot"];

    private readonly ImportSource _source;
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);
    private string _sum = "";
    private (long Offset, long Line)? _text;

    private SnapshotFile(ImportSource source) => _source = source;

    /// <summary>The document's first line in the file.</summary>
    public long Line => _text?.Line ?? 1;

    /// <summary>Where the document begins.</summary>
    public long Offset => _text?.Offset ?? 0;

    /// <summary>Looks what the file is, and holds its text against its sum.</summary>
    /// <exception cref="CorruptStorageException">It is no snapshot, half an envelope, or its sum is another.</exception>
    /// <exception cref="UnsupportedFormatException">It is of another version.</exception>
    public static SnapshotFile Open(ImportSource source)
    {
        var file = new SnapshotFile(source);
        source.Content.Position = 0;
        var scanner = new ByteScanner(source.Content);
        try
        {
            file.Outline(scanner);
        }
        catch (FormatException e)
        {
            throw new CorruptStorageException(source.Name, scanner.Line, scanner.Offset, e.Message);
        }
        file.Verify();
        return file;
    }

    /// <summary>Reads the document, from its beginning.</summary>
    public T Read<T>(Func<StrictJson, T> read)
    {
        _source.Content.Position = 0;
        Stream document = _source.Content;
        if (_text is not null)
        {
            _source.Content.Position = _text.Value.Offset;
            document = new JsonStringStream(new ByteScanner(_source.Content));
        }
        StrictJson? json = null;
        try
        {
            json = new StrictJson(document);
            var result = read(json);
            json.End();
            return result;
        }
        catch (FormatException e)
        {
            throw new CorruptStorageException(_source.Name, Line, Offset, $"{e.Message} ({json?.Position ?? "at the beginning"})");
        }
        finally
        {
            json?.Dispose();
        }
    }

    private void Outline(ByteScanner scanner)
    {
        scanner.Pass('{');
        do
        {
            var name = scanner.Text();
            scanner.Pass(':');
            var isText = scanner.PeekBehindSpace() == '"';
            string value;
            if (isText && name == "snapshot" && _text is null)
                value = Sum(scanner);
            else
                value = isText ? scanner.Text() : scanner.Other();
            if (!_fields.TryAdd(name, value))
                throw new FormatException($"member \"{name}\" stands there twice");
        }
        while (HasMore(scanner));
        if (scanner.PeekBehindSpace() >= 0)
            throw new FormatException("there is more behind the end");
    }

    private static bool HasMore(ByteScanner scanner)
    {
        if (scanner.PeekBehindSpace() != ',')
        {
            scanner.Pass('}');
            return false;
        }
        scanner.Pass(',');
        return true;
    }

    private string Sum(ByteScanner scanner)
    {
        scanner.Pass('"');
        _text = (scanner.Offset, scanner.Line);
        using var text = new JsonStringStream(scanner);
        return _sum = Convert.ToHexStringLower(SHA256.HashData(text));
    }

    private void Verify()
    {
        if (_fields.TryGetValue("format_version", out var version) && version != "1")
            throw new UnsupportedFormatException($"the snapshot is of version {version}, and 1 is known: open it with a newer version", _source.Name, 1, 0);
        if (!_fields.ContainsKey("checksum") && !_fields.ContainsKey("snapshot"))
            return;
        foreach (var field in Envelope)
            if (!_fields.ContainsKey(field) || (field == "snapshot" && _text is null))
                throw Corrupt($"half an envelope: it lacks its {field}");
        if (_fields.Keys.Except(Envelope).FirstOrDefault() is { } other)
            throw Corrupt($"member \"{other}\" does not belong into an envelope");
        if (_fields["checksum"] != _sum)
            throw Corrupt("the checksum is not that of the snapshot");
    }

    private CorruptStorageException Corrupt(string reason) => new(_source.Name, 1, 0, reason);
}
