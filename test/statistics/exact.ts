/** An independent solver: Gauss-Jordan over the rationals. Slow, and nothing of the library's. */

type Fraction = readonly [numerator: bigint, denominator: bigint];

const ZERO: Fraction = [0n, 1n];

function fraction(numerator: bigint, denominator: bigint): Fraction {
  const sign = denominator < 0n ? -1n : 1n;
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator * sign];
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? ZERO : [(numerator * sign) / a, (denominator * sign) / a];
}

const minusTimes = (x: Fraction, y: Fraction, z: Fraction): Fraction =>
  fraction(x[0] * y[1] * z[1] - y[0] * z[0] * x[1], x[1] * y[1] * z[1]);

/** Whether a sum of unknowns follows from the sums of unknowns that are known. */
export function follows(known: readonly (readonly number[])[], target: readonly number[]): boolean {
  const rank = rankOf(known);
  return rankOf([...known, target]) === rank;
}

function rankOf(matrix: readonly (readonly number[])[]): number {
  const rows = matrix.map((row) => row.map((value): Fraction => fraction(BigInt(value), 1n)));
  const width = rows[0]?.length ?? 0;
  let rank = 0;
  for (let column = 0; column < width; column++) {
    const at = rows.findIndex((row, index) => index >= rank && row[column]?.[0] !== 0n);
    const pivot = rows[at];
    const swapped = rows[rank];
    if (pivot === undefined || swapped === undefined) continue;
    [rows[at], rows[rank]] = [swapped, pivot];
    const [n, d] = pivot[column] ?? ZERO;
    for (const row of rows.slice(rank + 1)) {
      const [a, b] = row[column] ?? ZERO;
      if (a === 0n) continue;
      const factor = fraction(a * d, b * n);
      row.forEach((value, place) => {
        row[place] = minusTimes(value, factor, pivot[place] ?? ZERO);
      });
    }
    rank++;
  }
  return rank;
}
