using Akka.Configuration;
using Akka.Dispatch;

namespace Flint.Actors;

/// <summary>
/// Where the actors of keys run: on the thread pool; those that are woken for no use of their key, as by a check of a key that nobody has checked before, behind a bulkhead there.
/// Who makes up keys starts an actor with each, and would take all threads from those who do not.
/// </summary>
/// <param name="config">The executor's section.</param>
/// <param name="prerequisites">Of the actor system.</param>
internal sealed class KeyExecutor(Config config, IDispatcherPrerequisites prerequisites) : ExecutorServiceConfigurator(config, prerequisites)
{
    /// <summary>The section of the dispatcher in <c>flint.conf</c>.</summary>
    public const string DispatcherId = "flint-key-dispatcher";

    public override ExecutorService Produce(string id) => new Service(id);

    private sealed class Service(string id) : ExecutorService(id)
    {
        private readonly Bulkhead _bulkhead = new();

        public override void Execute(IRunnable run)
        {
            if (run is Mailbox { MessageQueue: KeyMailbox.Messages { IsBehindBulkhead: true } })
                _bulkhead.Add(run);
            else
                ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: true);
        }

        // Akka shuts a dispatcher down whenever it has had no actor for a while, as when all keys sleep, and goes on with it when it has one again.
        public override void Shutdown()
        {
        }
    }
}
