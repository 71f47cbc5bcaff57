using Akka.Event;
using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Plugin;

/// <summary>To the journal: everything that was written before this is to be compacted.</summary>
internal sealed record CompactLog(TaskCompletionSource<CompactionReport> Done);

/// <summary>From the log's compaction: it ended.</summary>
/// <param name="Owner">Who waited for it: an earlier incarnation of the journal, whose askers were answered, is none of a later one's business.</param>
/// <param name="Report">What it did, or null.</param>
/// <param name="Failure">Why it did not.</param>
internal sealed record LogCompacted(Compactions Owner, CompactionReport? Report, Exception? Failure) : IDeadLetterSuppression;
