using CsCheck;
using Flint.Actors.Journal.Log.Ids;

namespace Flint.Actors.Journal.Tests.Log.Ids;

public sealed class BytePiecesTests
{
    private static readonly Gen<int> Length = Gen.Frequency((20, Gen.Int[0, 80]), (4, Gen.Int[400, 2_000]), (1, Gen.Int[20_000, 70_000]), (1, Gen.Int[200_000, 300_000]));

    [Fact]
    public void Piece_should_keep_its_bytes_whatever_happens_to_the_others() => Gen.Select(Gen.Int[0, 2], Length, Gen.Int[0, int.MaxValue]).Array[1, 300].Sample(
        steps =>
        {
            var pieces = new BytePieces();
            var model = new Dictionary<uint, byte[]>();
            foreach (var (step, length, which) in steps)
            {
                if (step > 0 || model.Count == 0)
                    Add(pieces, model, length, (byte)which);
                else
                    Return(pieces, model, which);
            }
            Assert.All(model, piece => Holds(pieces, piece));

            pieces.BeginMove();
            foreach (var (piece, bytes) in model.ToArray())
            {
                Assert.True(pieces.IsOld(piece));
                model.Remove(piece);
                var moved = pieces.Rent(bytes.Length);
                pieces.From(piece)[..bytes.Length].CopyTo(pieces.From(moved));
                pieces.Return(piece, bytes.Length);
                model.Add(moved, bytes);
                Assert.False(pieces.IsOld(moved));
            }
            pieces.EndMove();
            Assert.All(model, piece => Holds(pieces, piece));
        },
        iter: 200);

    [Theory]
    [InlineData(40)]
    [InlineData(3_000)]
    [InlineData(100_000)]
    public void Returned_piece_should_be_used_again_for_its_size(int length)
    {
        var pieces = new BytePieces();
        var first = pieces.Rent(length);
        pieces.Rent(length);
        var size = pieces.Bytes;

        for (var i = 0; i < 100; i++)
        {
            pieces.Return(first, length);
            first = pieces.Rent(length);
        }

        Assert.Equal(size, pieces.Bytes);
    }

    [Fact]
    public void Move_should_give_back_what_pieces_of_other_sizes_had_left()
    {
        var pieces = new BytePieces();
        for (var i = 0; i < 100_000; i++)
            pieces.Return(pieces.Rent(40 + (i % 40)), 40 + (i % 40));
        var kept = Enumerable.Range(0, 100_000).Select(_ => pieces.Rent(60)).ToArray();

        pieces.BeginMove();
        foreach (var piece in kept)
            Assert.NotEqual(piece, pieces.Rent(64));
        Assert.InRange(pieces.Bytes, 12_400_000, 13_600_000);
        pieces.EndMove();

        Assert.InRange(pieces.Bytes, 6_400_000, 7_000_000);
    }

    private static void Add(BytePieces pieces, Dictionary<uint, byte[]> model, int length, byte filling)
    {
        var piece = pieces.Rent(length);
        Assert.NotEqual(0u, piece);
        pieces.From(piece)[..length].Fill(filling);
        model.Add(piece, Enumerable.Repeat(filling, length).ToArray());
    }

    private static void Return(BytePieces pieces, Dictionary<uint, byte[]> model, int which)
    {
        var (piece, bytes) = model.ElementAt(which % model.Count);
        model.Remove(piece);
        pieces.Return(piece, bytes.Length);
    }

    private static void Holds(BytePieces pieces, KeyValuePair<uint, byte[]> piece) => Assert.True(pieces.From(piece.Key)[..piece.Value.Length].SequenceEqual(piece.Value));
}
