using System.Runtime.InteropServices;

namespace Flint.Actors.Journal.Log;

/// <summary>Where an event's line stands. Packed: there is one for every undeleted event.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct EventSlot(long sequenceNr, LinePosition position, int length)
{
    public long SequenceNr = sequenceNr;
    public LinePosition Position = position;
    public int Length = length;
}
