using Flint.Actors.Journal.Log.Ids;

namespace Flint.Actors.Journal.Tests.Log.Ids;

public sealed class SeededHashTests
{
    // The vectors of the paper and its reference implementation: key 00 01 … 0f, messages 00 01 02 ….
    [Theory]
    [InlineData(0, 0x726fdb47dd0e0e31)]
    [InlineData(1, 0x74f839c593dc67fd)]
    [InlineData(7, 0xab0200f58b01d137)]
    [InlineData(8, 0x93f5f5799a932462)]
    [InlineData(15, 0xa129ca6149be45e5)]
    public void Hash_should_be_SipHash(int length, ulong expected)
    {
        var message = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();

        Assert.Equal(expected, new SeededHash(0x0706050403020100, 0x0f0e0d0c0b0a0908).Of(message));
    }

    [Fact]
    public void Two_keys_should_spread_the_same_bytes_differently() =>
        Assert.NotEqual(SeededHash.New().Of("flint/key/api:user-42"u8), SeededHash.New().Of("flint/key/api:user-42"u8));
}
