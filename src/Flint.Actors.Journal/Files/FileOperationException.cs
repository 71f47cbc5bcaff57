using System.Runtime.InteropServices;

namespace Flint.Actors.Journal.Files;

/// <summary>The operating system refused an operation on a file.</summary>
internal sealed class FileOperationException(string path, string operation, int error, string reason, Exception? inner = null)
    : IOException($"{path}: {operation} failed: {reason} (error {error})", inner)
{
    private const int NoSuchFile = 2;
    private const int OutOfSpace = 28;
    private const int FileTooBig = 27;
    private const int OverQuotaLinux = 122;
    private const int OverQuotaMac = 69;
    private const int WindowsDiskFull = 112;

    /// <summary>The system's error number.</summary>
    public int Error { get; } = error;

    /// <summary>Whether there is no file of that name.</summary>
    public bool IsNoSuchFile => Error == NoSuchFile;

    /// <summary>Whether there was no room for what was to be written.</summary>
    public bool IsShortOfSpace => OperatingSystem.IsWindows()
        ? Error == WindowsDiskFull
        : Error is OutOfSpace or FileTooBig || Error == (OperatingSystem.IsMacOS() ? OverQuotaMac : OverQuotaLinux);

    /// <summary>With the error of the last P/Invoke that sets one.</summary>
    public static FileOperationException FromLastError(string path, string operation)
    {
        var error = Marshal.GetLastPInvokeError();
        return new FileOperationException(path, operation, error, Marshal.GetPInvokeErrorMessage(error));
    }

    /// <summary>
    /// Of a managed call: on Unix its HResult, or that of what it wraps, is the error number; on Windows the lower half.
    /// A write that would have made the file larger than it may be is the one error that .NET reports as an argument out of range.
    /// </summary>
    public static FileOperationException From(string path, string operation, Exception exception)
    {
        if (exception is ArgumentOutOfRangeException)
            return new FileOperationException(path, operation, FileTooBig, Marshal.GetPInvokeErrorMessage(FileTooBig), exception);
        var error = exception.HResult >= 0 ? exception.HResult : exception.InnerException?.HResult ?? exception.HResult;
        return new FileOperationException(path, operation, error & 0xffff, exception.Message, exception);
    }
}
