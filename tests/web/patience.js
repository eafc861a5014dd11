/** For tests of what shows by chance: they go on until they have seen it. */

/**
 * The most tries. What is waited for shows in at least every second one, on a machine busy with other
 * work too, so that all of them miss it by chance at most once in 2^20, a million, times.
 */
export const TRIES = 20;

/**
 * Whether something that shows by chance does so within so many tries, each of which is given its number.
 * @param {(number: number) => Promise<boolean>} attempt
 */
export async function shows(attempt) {
  for (let number = 0; number < TRIES; number += 1) {
    if (await attempt(number)) return true;
  }
  return false;
}
