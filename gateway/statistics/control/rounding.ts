/**
 * To the nearest multiple of the base. Always the same for the same figure: asking again averages
 * nothing out.
 */
export function roundTo(value: number, base: number): number {
  const rounded = Math.round(value / base) * base;
  return rounded === 0 ? 0 : rounded;
}
