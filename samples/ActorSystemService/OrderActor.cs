using Akka.Actor;
using Flint;

namespace ActorSystemService;

/// <summary>An order of a customer; answered with a sentence.</summary>
internal sealed record PlaceOrder(string Customer, int Number);

/// <summary>Takes orders as far as the customer's limit allows. It does not wait for the limit: the answer comes as a message.</summary>
internal sealed class OrderActor : UntypedActor
{
    private readonly IActorRef _limits;

    public OrderActor(IActorRef limits) => _limits = limits;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PlaceOrder order:
                var customer = Sender;
                _limits.Ask<CheckResult>(new Check($"orders:{order.Customer}"), TimeSpan.FromSeconds(5)).PipeTo(
                    Self,
                    success: check => new Checked(order, customer, check),
                    failure: cause => new NotChecked(order, customer, cause));
                break;
            case Checked { Result.Allowed: true } done:
                done.Customer.Tell($"order {done.Order.Number} taken, {done.Result.Remaining} more today");
                break;
            case Checked done:
                done.Customer.Tell($"order {done.Order.Number} refused: the limit of {done.Result.Limit} is used up");
                break;
            case NotChecked failed:
                failed.Customer.Tell($"order {failed.Order.Number} refused: {failed.Cause.Message}");
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private sealed record Checked(PlaceOrder Order, IActorRef Customer, CheckResult Result);

    private sealed record NotChecked(PlaceOrder Order, IActorRef Customer, Exception Cause);
}
