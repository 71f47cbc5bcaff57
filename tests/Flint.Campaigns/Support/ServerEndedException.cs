namespace Flint.Campaigns.Support;

/// <summary>A server ended before it served.</summary>
/// <param name="code">Its exit code.</param>
/// <param name="said">What it wrote.</param>
internal sealed class ServerEndedException(int code, string said) : Exception($"the server ended with {code}: {said}")
{
    public int Code => code;

    public string Said => said;
}
