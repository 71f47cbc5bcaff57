namespace Flint.Campaigns.Support;

/// <summary>How a program ended.</summary>
internal sealed record ProgramEnd(int Code, string Output, string Errors);
