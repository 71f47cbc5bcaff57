using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Flint.Campaigns.Support;

/// <summary>Signals to a process that we started, by its id. (.NET itself sends SIGKILL only.)</summary>
internal static class Signals
{
    private const int Sigint = 2;
    private const int Sigterm = 15;

    public static void Interrupt(Process process) => Send(process, Sigint);

    public static void Terminate(Process process) => Send(process, Sigterm);

    private static void Send(Process process, int signal)
    {
        if (Kill(process.Id, signal) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"signal {signal} to process {process.Id}");
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
