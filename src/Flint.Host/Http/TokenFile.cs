using System.Text;

namespace Flint.Host.Http;

/// <summary>
/// Tokens that stand in a file, one a line; empty lines and lines that begin with <c>#</c> count for nothing. The file is looked at again at most once a second,
/// so that tokens are added and taken away while the server runs.
/// </summary>
internal sealed class TokenFile
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly Action<string> _warn;
    private readonly Lock _looking = new();
    private long _lookedAt;
    private bool _isSound = true;
    private string _text;
    private BearerToken[] _tokens;

    /// <param name="path">The file.</param>
    /// <param name="time">Says when to look again.</param>
    /// <param name="warn">Is told, as a sentence, of a file that has become unusable: the tokens it held before stay good.</param>
    /// <exception cref="UsageException">It cannot be read, holds no token or one that cannot be sent.</exception>
    public TokenFile(string path, TimeProvider time, Action<string> warn)
    {
        (_path, _time, _warn) = (path, time, warn);
        _text = Read();
        _tokens = Parse(_text);
        _lookedAt = time.GetTimestamp();
    }

    /// <summary>The tokens that are good now.</summary>
    public IReadOnlyList<BearerToken> Tokens
    {
        get
        {
            // One request a second looks; the others go on with what is known.
            if (_time.GetElapsedTime(Volatile.Read(ref _lookedAt)) >= LookEvery && _looking.TryEnter())
            {
                try
                {
                    LookAgain();
                }
                finally
                {
                    _looking.Exit();
                }
            }
            return Volatile.Read(ref _tokens);
        }
    }

    private void LookAgain()
    {
        Volatile.Write(ref _lookedAt, _time.GetTimestamp());
        try
        {
            var text = Read();
            if (text != _text)
                Volatile.Write(ref _tokens, Parse(text));
            (_text, _isSound) = (text, true);
        }
        catch (UsageException e)
        {
            if (_isSound)
                _warn($"{e.Message}; the tokens read before stay good");
            _isSound = false;
        }
    }

    private string Read()
    {
        try
        {
            return File.ReadAllText(_path, Encoding.UTF8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"cannot read the token file: {e.Message}");
        }
    }

    private BearerToken[] Parse(string text)
    {
        string[] tokens = [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith('#'))];
        if (tokens.Length == 0)
            throw new UsageException($"the token file {_path} holds no token");
        foreach (var token in tokens)
            BearerToken.RequireSendable(token);
        return Array.ConvertAll(tokens, token => new BearerToken(token));
    }
}
