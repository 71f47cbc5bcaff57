using Akka.Actor;
using CsCheck;
using Flint.Actors;

namespace Flint.Tests.Actors;

/// <summary>The mailbox of a key, against a plain list; and from several threads: every message once, those of one sender in their order.</summary>
public sealed class KeyMailboxTests
{
    [Fact]
    public void Messages_should_come_in_their_order_and_what_was_put_back_before_them() =>
        Gen.Int[0, 4].Array[0, 60].Sample(steps =>
        {
            var mailbox = new KeyMailbox.Messages();
            var model = new List<int>();
            for (var i = 0; i < steps.Length; i++)
            {
                switch (steps[i])
                {
                    case 0:
                        mailbox.EnqueueFirst(Mixed(i));
                        model.Insert(0, i);
                        break;
                    case 1 or 2:
                        mailbox.Enqueue(ActorRefs.Nobody, Mixed(i));
                        model.Add(i);
                        break;
                    default:
                        var isTaken = model.Count > 0 && (steps[i] == 3 || IsCheck(model[0]));
                        Assert.Equal(isTaken, steps[i] == 3 ? mailbox.TryDequeue(out var taken) : mailbox.TryDequeueCheck(out taken));
                        if (!isTaken)
                            break;
                        Assert.Equal(model[0], NumberOf(taken));
                        model.RemoveAt(0);
                        break;
                }
                Assert.Equal(model.Count, mailbox.Count);
                Assert.Equal(model.Count > 0, mailbox.HasMessages);
            }
            var left = new KeyMailbox.Messages();
            mailbox.CleanUp(ActorRefs.Nobody, left);
            Assert.False(mailbox.HasMessages);
            Assert.Equal(model, Drain(left));
        });

    [Fact]
    public async Task Every_message_should_come_once_and_those_of_one_sender_in_their_order()
    {
        const int senders = 3;
        const int each = 50_000;
        var mailbox = new KeyMailbox.Messages();
        var sending = Task.WhenAll(Enumerable.Range(0, senders).Select(sender => Task.Run(() =>
        {
            for (var i = 0; i < each; i++)
                mailbox.Enqueue(ActorRefs.Nobody, new Envelope((sender, i), ActorRefs.Nobody));
        })));

        var next = new int[senders];
        for (var received = 0; received < senders * each;)
        {
            if (!mailbox.TryDequeue(out var envelope))
            {
                await Task.Yield();
                continue;
            }
            var (sender, number) = ((int, int))envelope.Message;
            Assert.Equal(next[sender]++, number);
            received++;
        }
        await sending;

        Assert.False(mailbox.HasMessages);
        Assert.Equal(0, mailbox.Count);
    }

    [Fact]
    public void Mailbox_should_close_only_if_nothing_has_come_since_and_requests_should_go_to_whoever_comes_after()
    {
        var (mailbox, successor, deadLetters) = (new KeyMailbox.Messages(), new Heard(), new KeyMailbox.Messages());
        mailbox.Enqueue(ActorRefs.Nobody, Message(1));
        Assert.Null(mailbox.ArrivedIfNoneWaits);
        Assert.True(mailbox.TryDequeue(out _));
        Assert.Equal(1, mailbox.ArrivedIfNoneWaits);
        mailbox.Enqueue(ActorRefs.Nobody, Message(2));
        Assert.True(mailbox.TryDequeue(out _));
        Assert.False(mailbox.TryClose(1, successor));
        mailbox.Enqueue(ActorRefs.Nobody, new Envelope(new Check("k"), ActorRefs.Nobody));
        Assert.True(mailbox.TryDequeue(out _));

        Assert.True(mailbox.TryClose(3, successor));
        mailbox.Enqueue(ActorRefs.Nobody, new Envelope(new Check("k", 2), ActorRefs.Nobody));
        mailbox.Enqueue(ActorRefs.Nobody, Message(3)); // no request: whoever waits for it hears of the end
        mailbox.CleanUp(ActorRefs.Nobody, deadLetters);
        mailbox.Enqueue(ActorRefs.Nobody, Message(4));

        Assert.Equal([new Check("k", 2)], successor.Messages);
        Assert.Equal([3, 4], Drain(deadLetters));
        Assert.Equal(0, mailbox.Count);
    }

    [Fact]
    public void What_comes_while_the_actor_stops_should_be_a_dead_letter_and_not_lost()
    {
        var (mailbox, deadLetters) = (new KeyMailbox.Messages(), new KeyMailbox.Messages());
        mailbox.Enqueue(ActorRefs.Nobody, Message(1));
        mailbox.CleanUp(ActorRefs.Nobody, deadLetters);
        mailbox.Enqueue(ActorRefs.Nobody, Message(2));

        Assert.Equal([1, 2], Drain(deadLetters));
        Assert.False(mailbox.HasMessages);
    }

    private sealed class Heard : MinimalActorRef
    {
        public List<object> Messages { get; } = [];

        public override ActorPath Path => throw new NotSupportedException();

        public override IActorRefProvider Provider => throw new NotSupportedException();

        protected override void TellInternal(object message, IActorRef sender) => Messages.Add(message);
    }

    private static Envelope Mixed(int number) => IsCheck(number) ? new(new Check("k", number), ActorRefs.Nobody) : Message(number);

    private static bool IsCheck(int number) => number % 3 == 0;

    private static int NumberOf(in Envelope envelope) => envelope.Message is Check check ? (int)check.Cost : (int)envelope.Message;

    private static Envelope Message(int number) => new(number, ActorRefs.Nobody);

    private static IEnumerable<int> Drain(KeyMailbox.Messages queue)
    {
        while (queue.TryDequeue(out var envelope))
            yield return NumberOf(envelope);
    }
}
