using Flint.Actors.Journal.Log;
using Flint.Hosting;
using Flint.Limits;
using Flint.Serialization;
using Flint.State;
using Flint.Testing;

namespace Flint.Campaigns.Faults.Crash;

/// <summary>Does the steps of a workload to a log: writes the lines that actors would write, and lines of others.</summary>
internal sealed class Script
{
    // Of a key that has its limit from a template no history is kept: how much there is would hang on when it was folded.
    private static readonly LimitSource[] Sources = [LimitSource.Explicit, LimitSource.Policy, LimitSource.Lazy];

    private readonly LogLife _life;
    private readonly Workload _workload;
    private readonly Random _random;
    private readonly CheckAllState _checkAll = new();
    private readonly List<(CheckAllDecision Decision, int Index)> _parts = [];
    private readonly string[] _keys;
    private readonly string[] _foreign;
    private long _now;

    public Script(LogLife life, Workload workload, Random random)
    {
        (_life, _workload, _random) = (life, workload, random);
        _keys = [.. Enumerable.Range(0, workload.Keys).Select(i => KeyIds.Of(Key(i)))];
        _foreign = [.. Enumerable.Range(0, 2).Select(i => "other/" + Key(i))];
        _now = Math.Max(life.Engine.NewestTime, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks);
        // What may be open is driven again.
        _checkAll.Apply(life.Model.CheckAll);
        foreach (var decision in _checkAll.Open)
            Drive(decision);
    }

    /// <summary>Does one step.</summary>
    public void Do(Step step)
    {
        switch (step)
        {
            case Step.Checks:
                Group(() => Lines(_keys, AppendChecks));
                break;
            case Step.Change:
                Group(() => Change(Pick(_keys)));
                break;
            case Step.CheckAll:
                CheckAll();
                break;
            case Step.Parts:
                Parts();
                break;
            case Step.KeySnapshot:
                Group(KeySnapshot);
                break;
            case Step.Foreign:
                Group(() => Lines(_foreign, AppendForeign));
                break;
            case Step.Delete:
                Group(Delete);
                break;
            case Step.Snapshot:
                Group(Snapshot);
                break;
            case Step.DeleteSnapshot:
                Group(DeleteSnapshot);
                break;
            case Step.Flush:
                _life.Flush();
                break;
            case Step.WritesDuringFlush:
                _life.Flush(() => Do(Step.Checks, Step.Foreign));
                break;
            case Step.WritesDuringSync:
                AppendChecks(Pick(_keys));
                _life.Commit(() => Do([.. Enumerable.Repeat(Step.Checks, _random.Next(1, 4)), Step.Foreign]));
                break;
            case Step.Rotate:
                if (_random.Next(2) == 0)
                    AppendChecks(Pick(_keys)); // the rotation commits it
                _life.Rotate();
                break;
            case Step.Compact:
                _life.Compact(_random.Next(1, 10), () => Do([.. _workload.Steps.Where(IsGroup).OrderBy(_ => _random.Next()).Take(2)]));
                break;
            case Step.FailedCompaction:
                FailCompaction();
                break;
            case Step.Reopen:
                _life.Close();
                _life.Open();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step, null);
        }
    }

    private void Do(params Step[] steps)
    {
        foreach (var step in steps)
            Do(step);
    }

    private static bool IsGroup(Step step) => step <= Step.DeleteSnapshot;

    private void Group(Action append)
    {
        append();
        _life.Commit();
    }

    private void Lines(string[] ids, Action<string> append)
    {
        var some = ids.OrderBy(_ => _random.Next()).Take(_random.Next(1, _workload.LinesAtOnce + 1)).ToArray();
        foreach (var id in some)
            append(id);
    }

    private void AppendChecks(string id)
    {
        var (state, entries) = (_life.Model.StateOf(id), new List<LimitEntry>());
        if (state.Config is null)
            Add(LimitEntry.Configured(Now(state), Config()));
        for (var check = _random.Next(1, 4); check > 0; check--)
        {
            var (now, cost) = (Now(state), _random.NextInt64(1, state.Config!.Terms.Rate + 1));
            if (state.Decide(cost, now) == Verdict.Granted)
                Add(LimitEntry.Allow(now, cost));
            else if (entries is [.., { Kind: EntryKind.Deny } last])
                (entries[^1], state) = (last.JoinedBy(LimitEntry.Deny(now, cost)), state.Apply(LimitEntry.Deny(now, cost)));
            else
                Add(LimitEntry.Deny(now, cost));
        }
        Append(id, new LimitEvents([.. entries]));

        void Add(LimitEntry entry)
        {
            state = state.Apply(entry);
            entries.Add(entry);
        }
    }

    private void Change(string id)
    {
        var state = _life.Model.StateOf(id);
        // A key does not go while a part of a check_all is on its way to it.
        var mayGo = !_parts.Exists(part => KeyIds.Of(part.Decision.Items[part.Index].Key) == id);
        Append(id, new LimitEvents(
        [
            state.Config is null || _random.Next(3) == 0 ? LimitEntry.Configured(Now(state), Config())
            : _random.Next(2) == 0 || !mayGo ? LimitEntry.Reset(Now(state))
            : LimitEntry.Removed(Now(state)),
        ]));
    }

    private void CheckAll()
    {
        var items = _keys.Where(id => _life.Model.StateOf(id).Config is not null).OrderBy(_ => _random.Next()).Take(3)
            .Select(id => new CheckItem(id[KeyIds.Prefix.Length..], _random.NextInt64(1, 3))).ToArray();
        if (items.Length == 0)
            return;
        _now += _random.Next(1_000_000);
        var decision = new CheckAllDecision(_checkAll.NextTransaction(), _now, items);
        Group(() => Append(KeyIds.CheckAll, new CheckAllsDecided(_checkAll.LowWater, [decision])));
        _checkAll.Add(decision);
        Drive(decision);
        if (_random.Next(3) > 0)
            Parts();
    }

    private void Drive(CheckAllDecision decision) => _parts.AddRange(Enumerable.Range(0, decision.Items.Count).Select(index => (decision, index)));

    // As actors do: a repeat, or a key without a limit, is confirmed without a line.
    private void Parts()
    {
        var some = _parts.Where(_ => _random.Next(4) > 0).ToArray();
        foreach (var part in some)
        {
            var (decision, (key, cost)) = (part.Decision, part.Decision.Items[part.Index]);
            var state = _life.Model.StateOf(KeyIds.Of(key));
            if (state.Config is not null && !state.Transactions.Contains(decision.Transaction))
                Append(KeyIds.Of(key), new LimitEvents([LimitEntry.AllowAll(Math.Max(decision.At, state.LastAt), cost, new CheckAllPart(decision.Transaction, _checkAll.LowWater, decision.At, decision.Items))]));
        }
        _life.Commit();
        // Durable in `always`; in `batch` a coordinator would hear of it as soon.
        foreach (var part in some)
        {
            _parts.Remove(part);
            _checkAll.Confirm(part.Decision.Transaction, part.Index);
        }
    }

    private void KeySnapshot()
    {
        var checkAll = _life.Model.Highest(KeyIds.CheckAll);
        if (checkAll > 0 && _random.Next(3) == 0)
            Append(KeyLines.Line(RecordKind.Snapshot, KeyIds.CheckAll, checkAll, _now, _life.Model.CheckAll));
        var id = Pick(_keys);
        if (_life.Model.Highest(id) is > 0 and var number)
            Append(KeyLines.Line(RecordKind.Snapshot, id, number, _now, new LimitSnapshot(_life.Model.StateOf(id))));
    }

    private void AppendForeign(string id)
    {
        var isJson = _random.Next(2) == 0;
        var length = _workload.Texts == Texts.Short ? _random.Next(40) : _random.Next(12) == 0 ? 70_000 : _random.Next(4_000, 9_000);
        var payload = isJson ? System.Text.Encoding.UTF8.GetBytes($"\"{new string('x', length)}\"") : Bytes(length);
        Append(new LogRecord { Kind = RecordKind.Event, PersistenceId = id, SequenceNr = _life.Model.Highest(id) + 1, SerializerId = 7, TypeManifest = "T", Payload = payload, PayloadIsJson = isJson, Time = _now });
    }

    private void Delete()
    {
        var id = Pick(_foreign);
        if (_life.Model.Highest(id) is > 0 and var highest)
            Append(new LogRecord { Kind = RecordKind.EventsDeleted, PersistenceId = id, SequenceNr = _random.Next(3) == 0 ? highest : _random.NextInt64(1, highest + 1) });
    }

    private void Snapshot()
    {
        var id = Pick(_foreign);
        Append(new LogRecord { Kind = RecordKind.Snapshot, PersistenceId = id, SequenceNr = Math.Max(1, _life.Model.Highest(id)), SerializerId = 7, TypeManifest = "S", Payload = Bytes(_random.Next(30)), Time = ++_now });
    }

    private void DeleteSnapshot()
    {
        var id = Pick(_foreign);
        if (_life.Model.Snapshots(id) is { Count: > 0 } there && there[_random.Next(there.Count)] is var (number, time))
            Append(new LogRecord { Kind = RecordKind.SnapshotDeleted, PersistenceId = id, SequenceNr = number, Time = time });
    }

    private void FailCompaction()
    {
        var (operation, error) = _random.Next(2) == 0 ? ("write", DiskFault.NoSpace) : ("sync", DiskFault.InputOutputError);
        _life.Disk.Fault = new DiskFault(call => call.File == LogFileNames.NextSnapshot && call.Operation == operation, _random.Next(1, operation == "write" ? 4 : 2), error);
        var succeeded = _life.Compact(_random.Next(1, 4), () => Do(Step.Checks));
        if (succeeded == _life.Disk.Fault.HasStruck)
            throw new InvalidOperationException($"a compaction {(succeeded ? "succeeded" : "failed")} on a disk that did {(succeeded ? "" : "not ")}fail");
        _life.Disk.Fault = null;
    }

    private void Append(string id, object payload) => Append(KeyLines.Line(RecordKind.Event, id, _life.Model.Highest(id) + 1, FlintJson.NewestTime(payload), payload) with { Writer = "w", Manifest = "", Count = FlintJson.CountEvents(payload) });

    private void Append(in LogRecord line) => _life.Append(line);

    private LimitConfig Config() => new(new Terms((Algorithm)_random.Next(3), _random.NextInt64(3, 20), TimeSpan.TicksPerMinute), Sources[_random.Next(Sources.Length)]);

    private long Now(in LimitState state) => _now = Math.Max(_now + _random.Next(50_000_000), state.LastAt);

    private string Key(int i) => _workload.Texts == Texts.Short ? $"k{i}" : new string('é', i) + "🔥\"\\\t" + new string((char)('а' + i), 120 - i);

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private string Pick(string[] ids) => ids[_random.Next(ids.Length)];
}
