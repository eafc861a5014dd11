// A reporter of node:test that writes nothing but how many tests passed, failed and were left out.
//
// `node --test --test-reporter=FILE --test-reporter-destination=counts.json`; `counts.mjs` reads that.
// A suite is no test, except one that failed by itself, before or after those in it.

/** @param {AsyncIterable<{ type: string, data: any }>} events */
export default async function* counts(events) {
  const found = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const { type: kind, error } = data.details;
    if (kind === 'suite' && (!error || error.failureType === 'subtestsFailed')) continue;
    if (isGiven(data.skip) || isGiven(data.todo)) found.skipped += 1;
    else if (type === 'test:pass') found.passed += 1;
    else found.failed += 1;
  }
  yield JSON.stringify(found);
}

/** Given without a reason, it is an empty text or true. @param {unknown} mark */
function isGiven(mark) {
  return mark !== undefined && mark !== false;
}
