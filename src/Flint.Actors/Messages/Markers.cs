namespace Flint.Messages;

/// <summary>What users send; always answered, with the result or <c>Status.Failure</c>.</summary>
public interface ILimiterRequest;

/// <summary>What goes to the actor of one key.</summary>
public interface IKeyMessage
{
    /// <summary>The key.</summary>
    string Key { get; }
}

/// <summary>A user's request of one key.</summary>
public interface IKeyRequest : ILimiterRequest, IKeyMessage;

/// <summary>What the coordinator tells a key; accepted while users are refused already.</summary>
public interface IKeyCommand : IKeyMessage
{
    /// <summary>Whether it is a use of the key, and does not only follow from one.</summary>
    bool IsUse => false;

    /// <summary>Whether the key has something to count.</summary>
    bool IsCounted => false;
}

/// <summary>What asks a key for a cost: decided at once, or behind what waits.</summary>
public interface IKeyCharge : IKeyMessage
{
    /// <summary>The cost.</summary>
    long Cost { get; }
}

/// <summary>The sender of a request who may take it back: asked once, right before it is decided.</summary>
public interface ICancellableSender
{
    /// <summary>Whether the request still stands; from now on it cannot be taken back without charge.</summary>
    bool TryDecide();
}

/// <summary>The sender of a request that has its place among those that may wait.</summary>
public interface IAdmitted;

/// <summary>What is asked of the keeper of templates.</summary>
public interface ITemplateRequest : ILimiterRequest;
