namespace Flint.Abstractions.Tests;

public class CheckItemTests
{
    [Fact]
    public void Item_should_convert_from_a_key_and_from_a_key_with_its_cost()
    {
        CheckItem one = "a";
        CheckItem five = ("b", 5);

        Assert.Equal(new CheckItem("a", 1), one);
        Assert.Equal(new CheckItem("b", 5), five);
    }

    [Fact]
    public void Items_should_be_written_as_a_list()
    {
        IReadOnlyList<CheckItem> items = ["a", ("b", 5), new("c", 2)];

        Assert.Equal([new CheckItem("a"), new CheckItem("b", 5), new CheckItem("c", 2)], items);
    }
}
