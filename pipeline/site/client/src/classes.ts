/** "c0" to "c5" by how many limits a value has reached; an area without a figure has a class of its own, never that of zero. */
export function colourClass(value: number | undefined, limits: readonly number[]): string {
  return value === undefined ? "none" : `c${limits.filter((limit) => value >= limit).length}`;
}
