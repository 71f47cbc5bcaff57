using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Flint.Host.Http;

/// <summary>
/// Remembers for a minute how a charge that came with an <c>Idempotency-Key</c> was answered, and answers a repeat likewise: it is charged once, however often
/// and however soon it comes again. In memory only: a server that was started anew knows none.
/// </summary>
internal sealed class Repeats(TimeProvider time, int capacity = Repeats.Capacity, long maxBytes = Repeats.MaxBytes)
{
    /// <summary>The header that names a charge.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>How many answers are remembered at most; beyond that the oldest are forgotten before their minute is over.</summary>
    public const int Capacity = 250_000;

    /// <summary>How long their bodies may be together: a check's is some 200 bytes, that of a check_all of 64 long keys 40 KB.</summary>
    public const long MaxBytes = 64 << 20;

    private const int LongestName = 255;

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, Answer> _answers = [];
    private readonly Queue<Answer> _byAge = new();
    private long _bytes;

    /// <summary>The name that the request gives itself, or null: a charge of its own.</summary>
    /// <exception cref="RequestRefusedException">It is out of bounds, or there are two.</exception>
    public static string? NameOf(HttpRequest request)
    {
        var names = request.Headers[Header];
        if (names.Count == 0)
            return null;
        return names is [{ Length: > 0 and <= LongestName } name] && !name.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? name
            : throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"{Header} must be given once, as 1 to {LongestName} visible ASCII characters");
    }

    /// <summary>What <paramref name="charge"/> answers, or what it answered the first time.</summary>
    /// <param name="request">The request; the same name of another caller, on another path, is another charge.</param>
    /// <param name="name">How it names itself.</param>
    /// <param name="items">What it charges; the same name with other items is another charge.</param>
    /// <param name="charge">Charges. It goes on if the caller goes away: the repeat wants to know how it ended.</param>
    public async Task<byte[]> AnswerAsync(HttpRequest request, string name, IReadOnlyList<CheckItem> items, Func<Task<byte[]>> charge)
    {
        var answer = Find(Id(request, name, items), charge);
        try
        {
            var body = await answer.Task;
            Weigh(answer, body.Length);
            return body;
        }
        catch (Exception e) when (e is not OutcomeUnknownException)
        {
            // Nothing was charged: a repeat may try anew.
            Forget(answer);
            throw;
        }
    }

    private Answer Find(UInt128 id, Func<Task<byte[]>> charge)
    {
        lock (_lock)
        {
            while (_byAge.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) >= Kept)
                ForgetOldest();
            if (_answers.TryGetValue(id, out var known))
                return known;
            if (_byAge.Count == capacity)
                ForgetOldest();
            var fresh = new Answer(id, charge, time.GetTimestamp());
            _answers.Add(id, fresh);
            _byAge.Enqueue(fresh);
            return fresh;
        }
    }

    // Who asked first and who repeats it both come here: it is weighed once, and not if it was forgotten meanwhile.
    private void Weigh(Answer answer, int bytes)
    {
        lock (_lock)
        {
            if (answer.Bytes > 0 || !IsKnown(answer))
                return;
            answer.Bytes = bytes;
            _bytes += bytes;
            while (_bytes > maxBytes)
                ForgetOldest();
        }
    }

    private void ForgetOldest()
    {
        var oldest = _byAge.Dequeue();
        _bytes -= oldest.Bytes;
        Forget(oldest);
    }

    private bool IsKnown(Answer answer) => _answers.TryGetValue(answer.Id, out var known) && ReferenceEquals(known, answer);

    // Its place in the queue stays until its minute is over.
    private void Forget(Answer answer)
    {
        lock (_lock)
        {
            if (IsKnown(answer))
                _answers.Remove(answer.Id);
        }
    }

    private static UInt128 Id(HttpRequest request, string name, IReadOnlyList<CheckItem> items)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(request.Headers.Authorization.ToString());
        Append(request.Path.Value ?? "");
        Append(name);
        foreach (var (key, cost) in items)
        {
            Append(key ?? "");
            hash.AppendData(BitConverter.GetBytes(cost));
        }
        return BinaryPrimitives.ReadUInt128LittleEndian(hash.GetHashAndReset());

        void Append(string text)
        {
            hash.AppendData(BitConverter.GetBytes(text.Length));
            hash.AppendData(Encoding.UTF8.GetBytes(text));
        }
    }

    /// <summary>A charge that is under way or was answered.</summary>
    private sealed class Answer(UInt128 id, Func<Task<byte[]>> charge, long at)
    {
        private readonly Lazy<Task<byte[]>> _task = new(charge);

        public UInt128 Id { get; } = id;

        public long At { get; } = at;

        /// <summary>How long its body is; 0 until it is there.</summary>
        public int Bytes { get; set; }

        public Task<byte[]> Task => _task.Value;
    }
}
