using Flint.Actors.Journal.Files;

namespace Flint.Actors.Journal.Log;

/// <summary>A log that is whole and durable: where and with what it goes on.</summary>
/// <param name="File">The file that is written.</param>
/// <param name="Generation">Its generation.</param>
/// <param name="Length">Where it goes on.</param>
/// <param name="ClosedBytes">The used bytes of the generations before.</param>
/// <param name="End">The last link of the chain; all of it is synced.</param>
/// <param name="Index">Where the lines stand.</param>
/// <param name="Report">What was found and done.</param>
internal sealed record OpenedLog(IDataFile File, long Generation, long Length, long ClosedBytes, ChainEnd End, LogIndex Index, OpeningReport Report);
