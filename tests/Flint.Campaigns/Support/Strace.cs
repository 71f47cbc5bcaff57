using System.Diagnostics;

namespace Flint.Campaigns.Support;

/// <summary>strace attached to a server: makes system calls fail or kill, and writes down those that it sees. Disposing detaches it.</summary>
internal sealed class Strace : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Every thread; and how a call is written down: the file behind a descriptor, the time, the beginning of what is written.</summary>
    public static readonly IReadOnlyList<string> Shown = ["-f", "-y", "-ttt", "-s", "4"];

    private readonly Process _process;
    private readonly string _output;

    // Read to its end, so that strace never waits for a reader.
    private Task<string>? _chatter;

    private Strace(Process process, string output) => (_process, _output) = (process, output);

    /// <summary>Attaches to a process.</summary>
    /// <param name="process">To which.</param>
    /// <param name="options">What it traces, and what it injects, as in <c>-e inject=fdatasync,fsync:error=EIO:when=3+</c>; it counts the calls of each thread apart.</param>
    public static async Task<Strace> AttachAsync(Process process, params IEnumerable<string> options)
    {
        var output = Path.GetTempFileName();
        var start = new ProcessStartInfo("strace") { RedirectStandardError = true };
        foreach (var arg in (string[])[.. Shown, .. options, "-o", output, "-p", $"{process.Id}"])
            start.ArgumentList.Add(arg);
        var strace = new Strace(Process.Start(start)!, output);
        try
        {
            // "strace: Process 17 attached with 23 threads": from now on calls can fail.
            var said = await strace._process.StandardError.ReadLineAsync().WaitAsync(Patience);
            if (said?.Contains("attached", StringComparison.Ordinal) != true)
                throw new InvalidOperationException($"strace did not attach: {said}");
            strace._chatter = strace._process.StandardError.ReadToEndAsync();
            return strace;
        }
        catch
        {
            strace.Dispose();
            throw;
        }
    }

    /// <summary>Whether it is installed here and may attach to a process.</summary>
    public static async Task<bool> CanAttachAsync()
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/cat") { RedirectStandardInput = true })!;
        try
        {
            using var strace = await AttachAsync(process, "-e", "inject=fdatasync:error=EIO");
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
        finally
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
        }
    }

    /// <summary>Waits for the end of the traced process and reads what was seen.</summary>
    public async Task<string[]> ReadAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        await (_chatter ?? Task.FromResult(""));
        return await File.ReadAllLinesAsync(_output);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            // By SIGINT it lets go of the process; by SIGKILL the kernel does.
            _process.Kill();
            _process.WaitForExit();
        }
        _process.Dispose();
        File.Delete(_output);
    }
}
