using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Plugin;

/// <summary>
/// Brings the events of one request into the log's open group: first all of them into scratch, then all into the group, so that a request that fails leaves
/// nothing behind. Belongs to the journal actor; what it holds is used again for the next request.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="codec">How payloads are written.</param>
/// <param name="adapt">The event adapters' way to the journal; null where none are bound.</param>
internal sealed class WriteStage(LogEngine log, PayloadCodec codec, Func<IPersistentRepresentation, IPersistentRepresentation>? adapt)
{
    // Beyond this a scratch that one big event has grown is given back.
    private const int LargestKept = 1 << 20;

    private readonly List<LogRecord> _lines = [];
    private ArrayBufferWriter<byte> _scratch = new(4096);
    private string? _persistenceId;
    private long _highest;

    /// <summary>Appends the events; returns how many lines there are now to be committed.</summary>
    /// <param name="messages">The envelopes of the request.</param>
    /// <param name="rejections">Null, or by position why a write cannot be stored; nothing of such a write is in the log.</param>
    /// <exception cref="InvalidOperationException">A sequence number is not above the ones before it; nothing of the request is in the log.</exception>
    /// <exception cref="StorageFailedException">The log has failed.</exception>
    public int Append(IReadOnlyList<IPersistentEnvelope> messages, out Exception?[]? rejections)
    {
        rejections = null;
        try
        {
            for (var i = 0; i < messages.Count; i++)
            {
                if (messages[i] is AtomicWrite write && Stage(write) is { } reason)
                    (rejections ??= new Exception?[messages.Count])[i] = reason;
            }
            foreach (ref readonly var line in CollectionsMarshal.AsSpan(_lines))
                log.Append(line);
            return _lines.Count;
        }
        finally
        {
            Reset();
        }
    }

    private Exception? Stage(AtomicWrite write)
    {
        var events = (IImmutableList<IPersistentRepresentation>)write.Payload;
        for (var i = 0; i < events.Count; i++)
            CheckOrder(events[i]);
        var first = _lines.Count;
        try
        {
            for (var i = 0; i < events.Count; i++)
                _lines.Add(Encode(events[i]));
            return null;
        }
        catch (Exception reason)
        {
            _lines.RemoveRange(first, _lines.Count - first);
            return reason;
        }
    }

    private LogRecord Encode(IPersistentRepresentation original)
    {
        var adapted = adapt is null ? original : adapt(original);
        // Tags are for query plugins; the event is what they are tied to.
        var payload = adapted.Payload is Tagged tagged ? tagged.Payload : adapted.Payload;
        var line = new LogRecord
        {
            Kind = RecordKind.Event,
            PersistenceId = adapted.PersistenceId,
            SequenceNr = adapted.SequenceNr,
            Writer = adapted.WriterGuid ?? "",
            Manifest = adapted.Manifest ?? "",
            TypeManifest = "",
            Count = 1,
        };
        return codec.Encode(line, payload, _scratch);
    }

    /// <summary>Two actors under one persistence id would overwrite each other's past: the second is stopped here.</summary>
    private void CheckOrder(IPersistentRepresentation candidate)
    {
        if (candidate.PersistenceId != _persistenceId)
        {
            _persistenceId = candidate.PersistenceId;
            _highest = Highest(_persistenceId);
        }
        if (candidate.SequenceNr <= _highest)
            throw new InvalidOperationException($"sequence number {candidate.SequenceNr} of {_persistenceId} is not above {_highest}, the highest written: "
                + "does a second actor write under this persistence id?");
        _highest = candidate.SequenceNr;
    }

    private long Highest(string persistenceId)
    {
        for (var i = _lines.Count - 1; i >= 0; i--)
        {
            if (_lines[i].PersistenceId == persistenceId)
                return _lines[i].SequenceNr;
        }
        return log.HighestSequenceNr(persistenceId);
    }

    private void Reset()
    {
        _lines.Clear();
        _persistenceId = null;
        if (_scratch.Capacity > LargestKept)
            _scratch = new ArrayBufferWriter<byte>(4096);
        else
            _scratch.ResetWrittenCount();
    }
}
