/** The middle of some numbers, or the mean of the two in the middle. */
/** @param {number[]} numbers @returns {number | null} null of none */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
