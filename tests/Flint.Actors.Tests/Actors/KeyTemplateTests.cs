using Akka.Actor;
using Flint.Actors;
using Flint.Limits;
using Flint.Messages;
using Flint.State;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

/// <summary>Templates change on another actor's thread, at any moment of a decision.</summary>
public sealed class KeyTemplateTests : InMemoryLimits
{
    private static readonly TemplateSet Templates = new([new Template("ip:*", new Terms(Algorithm.TokenBucket, 10, TimeSpan.TicksPerDay), TimeSpan.TicksPerDay)]);

    [Fact]
    public async Task Check_should_be_charged_to_the_limit_that_it_was_decided_by()
    {
        var context = Alone();
        context.Templates.Current = Templates;
        var key = Sys.ActorOf(new KeyProps("ip:1", context, isUse: true));
        var sender = new RemovingSender(context.Templates, ((IInternalActorRef)TestActor).Provider, then: () => key.Tell(new Check("ip:1", 4), TestActor));

        key.Tell(new Check("ip:1", 4), sender);

        Assert.IsType<LimitNotConfiguredException>(ExpectMsg<Status.Failure>().Cause); // it waits behind the first, and is decided with it
        var result = Assert.IsType<CheckResult>(await sender.Answer.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal((true, 6, 10), (result.Allowed, result.Remaining, result.Limit));
    }

    // The templates go at the moment when the request can be taken back no more, and is not charged yet.
    private sealed class RemovingSender(PublishedTemplates templates, IActorRefProvider provider, Action then) : MinimalActorRef, ICancellableSender
    {
        private readonly TaskCompletionSource<object> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<object> Answer => _answer.Task;

        public override ActorPath Path { get; } = provider.TempPath();

        public override IActorRefProvider Provider => provider;

        public bool TryDecide()
        {
            templates.Current = TemplateSet.Empty;
            then();
            return true;
        }

        protected override void TellInternal(object message, IActorRef sender) => _answer.TrySetResult(message);
    }
}
