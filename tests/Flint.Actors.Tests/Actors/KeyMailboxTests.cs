using Akka.Actor;
using CsCheck;
using Flint.Actors;

namespace Flint.Tests.Actors;

/// <summary>The mailbox of a key, against a plain list; and from several threads: every message once, those of one sender in their order.</summary>
public sealed class KeyMailboxTests
{
    [Fact]
    public void Messages_should_come_in_their_order_and_what_was_put_back_before_them() =>
        Gen.Int[0, 3].Array[0, 60].Sample(steps =>
        {
            var mailbox = new KeyMailbox.Messages();
            var model = new List<int>();
            for (var i = 0; i < steps.Length; i++)
            {
                switch (steps[i])
                {
                    case 0:
                        mailbox.EnqueueFirst(Message(i));
                        model.Insert(0, i);
                        break;
                    case 1 or 2:
                        mailbox.Enqueue(ActorRefs.Nobody, Message(i));
                        model.Add(i);
                        break;
                    default:
                        Assert.Equal(model.Count > 0, mailbox.TryDequeue(out var taken));
                        if (model.Count == 0)
                            break;
                        Assert.Equal(model[0], taken.Message);
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

    private static Envelope Message(int number) => new(number, ActorRefs.Nobody);

    private static IEnumerable<int> Drain(KeyMailbox.Messages queue)
    {
        while (queue.TryDequeue(out var envelope))
            yield return (int)envelope.Message;
    }
}
