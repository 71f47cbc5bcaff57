using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Flint.Campaigns.Support;

/// <summary>Signals to a process that we started, by its id. (.NET itself sends SIGKILL only.)</summary>
internal static class Signals
{
    private const int Sigint = 2;
    private const int Sigterm = 15;
    private const int NoSuchProcess = 3;
    private static readonly int Sigcont = OperatingSystem.IsMacOS() ? 19 : 18;
    private static readonly int Sigstop = OperatingSystem.IsMacOS() ? 17 : 19;

    public static void Interrupt(Process process) => Send(process, Sigint);

    public static void Terminate(Process process) => Send(process, Sigterm);

    public static void Stop(Process process) => Send(process, Sigstop);

    public static void Continue(Process process) => Send(process, Sigcont);

    private static void Send(Process process, int signal)
    {
        // One that has ended by itself in this moment needs no signal any more.
        if (!process.HasExited && Kill(process.Id, signal) != 0 && Marshal.GetLastPInvokeError() != NoSuchProcess)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"signal {signal} to process {process.Id}");
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
