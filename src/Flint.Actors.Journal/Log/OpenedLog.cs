using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>A log that is whole and durable: where and with what it goes on.</summary>
/// <param name="File">The file that is written.</param>
/// <param name="Header">Its header.</param>
/// <param name="Length">Where it goes on.</param>
/// <param name="ClosedBytes">The used bytes of the closed generations.</param>
/// <param name="Closed">How many closed generations there are.</param>
/// <param name="Snapshot">The snapshot in front of them, or null.</param>
/// <param name="End">The last link of the chain; all of it is synced.</param>
/// <param name="Index">Where the lines stand.</param>
/// <param name="Report">What was found and done.</param>
internal sealed record OpenedLog(IDataFile File, GenerationHeader Header, long Length, long ClosedBytes, int Closed, SnapshotFile? Snapshot, ChainEnd End, LogIndex Index, OpeningReport Report);
