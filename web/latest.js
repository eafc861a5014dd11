// Of works begun one after the other, the outcome of the last.

/**
 * A gate for works that replace each other: what it returns settles as the work does, unless another
 * one was begun meanwhile; then it never settles, so nothing that was overtaken can go on.
 * @returns {<T>(work: Promise<T>) => Promise<T>}
 */
export function latestOnly() {
  /** @type {Promise<unknown>} */
  let latest;
  return (work) => {
    latest = work;
    return new Promise((resolve, reject) => {
      work.then(
        (value) => latest === work && resolve(value),
        (error) => latest === work && reject(error),
      );
    });
  };
}
