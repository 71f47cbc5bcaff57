using System.Numerics;

namespace Flint.Actors.Tests.Limits.Support;

/// <summary>An exact fraction, as slow as it is simple.</summary>
internal readonly struct Rational(BigInteger numerator, BigInteger denominator)
{
    public BigInteger Floor => BigInteger.Divide(numerator - (((numerator % denominator) + denominator) % denominator), denominator);

    public static implicit operator Rational(long whole) => new(whole, 1);

    public static Rational operator +(Rational a, Rational b) => a.Combine(b, (x, y) => x + y);

    public static Rational operator -(Rational a, Rational b) => a.Combine(b, (x, y) => x - y);

    public static bool operator >=(Rational a, Rational b) => (a - b).Sign >= 0;

    public static bool operator <=(Rational a, Rational b) => (a - b).Sign <= 0;

    public static Rational Min(Rational a, Rational b) => a <= b ? a : b;

    /// <summary>The greatest multiple of <c>1 / denominator</c> that is not above it.</summary>
    public Rational FloorTo(long to) => new(new Rational(numerator * to, denominator).Floor, to);

    private int Sign => numerator.Sign;

    private Rational Combine(Rational other, Func<BigInteger, BigInteger, BigInteger> combine)
    {
        var (n, d) = other.Parts;
        return d == denominator
            ? new Rational(combine(numerator, n), d)
            : new Rational(combine(numerator * d, n * denominator), denominator * d).Reduced();
    }

    private (BigInteger Numerator, BigInteger Denominator) Parts => (numerator, denominator);

    private Rational Reduced()
    {
        var common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        return new Rational(numerator / common, denominator / common);
    }
}
