using Flint.House.Tests.Support;
using Microsoft.CodeAnalysis;

namespace Flint.House.Tests.Rules;

/// <summary>Only one folder reaches the disk, or the operating system past .NET: there errors are looked at, and tests put their own in its place.</summary>
internal static class DiskUse
{
    public static readonly Exempt[] Places =
    [
        new("Flint.Actors.Journal/Files", "the only way to the disk"),
        new("Flint.Host/Cli/CommandLineBytes.cs", "its own command line as bytes, which .NET has repaired already"),
        new("Flint.Host/Http/TokenFile.cs", "secrets that operators put there; nothing of the limiter's"),
        new("Flint.Host/Cli/Session.cs", "whether there is a data directory: a verb that only looks creates none"),
    ];

    private static readonly HashSet<string> Types =
    [
        "System.IO.Directory", "System.IO.DirectoryInfo", "System.IO.DriveInfo", "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream",
        "System.IO.FileSystemInfo", "System.IO.FileSystemWatcher", "System.IO.RandomAccess",
        "System.IO.Enumeration.FileSystemEnumerable", "System.IO.Enumeration.FileSystemEnumerator",
        "System.IO.MemoryMappedFiles.MemoryMappedFile", "System.IO.IsolatedStorage.IsolatedStorageFile",
        "Microsoft.Win32.SafeHandles.SafeFileHandle",
        "System.Runtime.InteropServices.DllImportAttribute", "System.Runtime.InteropServices.LibraryImportAttribute",
        "System.Runtime.InteropServices.NativeLibrary",
    ];

    public static bool Is(Use use) => Types.Contains(use.Type) || IsReaderOrWriterOfPath(use.Symbol);

    private static bool IsReaderOrWriterOfPath(ISymbol symbol) =>
        symbol is IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType.Name: "StreamReader" or "StreamWriter" } constructor
        && constructor.Parameters is [{ Type.SpecialType: SpecialType.System_String }, ..];
}
