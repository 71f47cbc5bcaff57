using Flint.Actors.Journal.Files;

namespace Flint.Actors.Journal.Log;

/// <summary>Why a log cannot be opened, and what helps.</summary>
/// <param name="File">The name of the file, where it is one.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Offset">The byte offset of the damaged group.</param>
/// <param name="Reason">What is wrong there.</param>
/// <param name="Help">What somebody can do about it.</param>
public sealed record LogDamage(string? File, long? Line, long? Offset, string Reason, string Help)
{
    private const string FromACopy =
        "put the whole directory back from a copy that was made while nobody held it; without one, move it away and begin with full quotas: what stands there stays readable with grep and jq";

    private const string OtherVersion = "open it with the version that wrote it";

    /// <summary>What the exception says, in a directory of these files.</summary>
    internal static LogDamage Of(Exception cause, IReadOnlyList<string> files) => cause switch
    {
        CorruptStorageException corrupt => new LogDamage(corrupt.File, corrupt.Line, corrupt.ByteOffset, corrupt.Reason, HelpFor(corrupt, files)),
        FileOperationException refused => new LogDamage(null, null, null, refused.Message, "see why the system refuses: the permissions of the files and, if it is the disk, the system's log"),
        UnsupportedFormatException { File: { } file } other => new LogDamage(file, other.Line, other.ByteOffset, other.Reason, OtherVersion),
        _ => new LogDamage(null, null, null, cause.Message, OtherVersion),
    };

    private static string HelpFor(CorruptStorageException corrupt, IReadOnlyList<string> files) =>
        files.Contains(corrupt.File) ? FromACopy : $"put {corrupt.File} back where it was, beside the others; if it is lost, {FromACopy}";
}
