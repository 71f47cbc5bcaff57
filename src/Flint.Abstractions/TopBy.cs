namespace Flint;

/// <summary>By which total keys are ranked.</summary>
public enum TopBy
{
    /// <summary>Checks denied.</summary>
    Denied,

    /// <summary>Checks granted.</summary>
    Allowed,
}
