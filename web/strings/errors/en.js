// What the page and the engine's errors say when something went wrong, in English.
//
// Guarantees: the reference for the other languages, which have exactly these keys. `error.` is the
// title, `seen.` what was seen, `remedy.` what to do about it. Title and remedy are those of what was
// seen where it has its own, else the name's.

export const en = /** @type {const} */ ({
  'error.Busy': 'A run is already in progress',
  'error.Unsupported': 'This browser cannot run the engine',
  'error.OutOfMemory': 'Not enough memory',
  'error.Trapped': 'The engine stopped',
  'error.WorkerFailed': 'A worker did not start',
  'error.Timeout': 'No progress',
  'error.BadExperiment': 'This experiment cannot be run',
  'error.BadFile': 'That file is not a result of Contend',
  'error.not-comparable': 'These files cannot be compared',
  'remedy.not-comparable':
    'Choose two results of the Compare lab that were measured on threads and share a map.',
  'error.other': 'The run failed',

  'remedy.BadFile': 'Choose a JSON file that this page or `contend run --json` wrote.',
  'remedy.Busy': 'Wait for it to end, or stop it first.',
  'remedy.Unsupported':
    'Use a current Chromium, Firefox or Safari with WebAssembly and module workers enabled.',
  'remedy.OutOfMemory':
    'Choose a smaller key space, fewer threads or a smaller prefill, and run again.',
  'remedy.Trapped':
    'Run again; it starts afresh. If it happens again, leave out the map that was running.',
  'remedy.WorkerFailed': 'Check the connection and any content blocker, then run again.',
  'remedy.Timeout': 'Close other busy tabs or choose fewer threads, then run again.',
  'remedy.BadExperiment': 'Correct the part named above, then run again.',

  'seen.unreadable-link': 'The link on the page cannot be read.',
  'seen.refused': 'The engine does not accept “{part}” in a link.',
  'seen.no-pass': 'This engine has no “{pass}”.',
  'error.no-run': 'No rounds can be added',
  'seen.no-run': 'There is no run to add rounds to.',
  'remedy.no-run': 'Run it first.',
  'error.needs-threads': 'This page has no real threads',
  'seen.needs-threads': 'This needs real threads, and this page did not get them.',
  'remedy.needs-threads':
    'Open the page in a tab of its own, on a host that sends the isolation headers or where service workers are allowed.',
  'seen.sandboxed':
    'The frame is sandboxed without allow-same-origin, so no worker may start in it.',
  'remedy.sandboxed': 'Open the page in a tab of its own, or add allow-same-origin to the frame.',
  'seen.missing': 'Missing here: {names}.',
  'seen.no-shared-memory': 'Not even {mib} MiB of shared memory could be reserved.',
  'seen.too-large': 'This experiment needs about {mb} MB, more than the browser allows.',
  'seen.ran-out':
    'A map needed more memory than was reserved for it. This can happen when threads waiting for a processor keep it from freeing removed entries.',
  'seen.ran-out-in':
    '{map} needed more memory than was reserved for it. This can happen when threads waiting for a processor keep it from freeing removed entries.',
  'remedy.ran-out-in':
    'Choose no more threads than run at once, or leave out that map, and run again.',
  'remedy.ran-out':
    'Choose no more threads than run at once, or leave out the map that was running, and run again.',
  'error.fetch-offline': 'A part of the engine could not be fetched',
  'seen.fetch-offline': 'This device is offline.',
  'remedy.fetch-offline': 'Run again once the connection is back.',
  'error.fetch-silent': 'A part of the engine could not be fetched',
  'seen.fetch-silent': 'The host of this page does not answer.',
  'remedy.fetch-silent': 'Check the connection, then run again.',
  'error.fetch-foreign': 'A part of the engine could not be fetched',
  'seen.fetch-foreign': 'The host of this page sent something else in its place.',
  'remedy.fetch-foreign': 'It may be in the middle of an update. Run again in a moment.',
  'error.fetch-cut': 'A part of the engine could not be fetched',
  'seen.fetch-cut': 'It arrived incomplete.',
  'remedy.fetch-cut': 'Run again: it will be fetched again.',
  'seen.not-compiled': 'The engine did not compile.',
  'seen.no-script': 'A script of the engine did not load.',
  'seen.silent': 'No worker answered for {seconds} s.',
  'seen.still': 'No progress for {seconds} s.',
  'seen.given-up': 'Another experiment was running, and waiting for it was cancelled.',
  'remedy.given-up': 'Run it again.',
  'seen.not-begun': 'Stopped before the engine had arrived.',
  'remedy.not-begun': 'Run it again.',
  'seen.ended': 'The engine was shut down.',
  'seen.panicked': 'A thread panicked while running {map}. This trial was discarded.',
  'seen.narrow': 'This build supports only u64 and foldhash.',
  'remedy.narrow': 'Leave out key, value and hash.',
  'seen.pool-too-small': 'The thread pool has {has} threads, and this experiment needs {needs}.',
  'remedy.pool-too-small': 'Choose fewer threads.',
  'seen.pool-failed': 'The worker threads could not be started.',
  'remedy.pool-failed': 'Choose fewer threads, or close other programs.',
  'seen.not-built': 'A module of the engine was not built.',
  'remedy.not-built': 'The output of `make serve` says why; start it again once that is fixed.',
  'seen.not-built-yet': 'Stopped before the module was built.',
  'remedy.not-built-yet': 'Run again: it starts by itself once the module is built.',
  'seen.no-builder': 'The server that builds this page does not answer.',
  'remedy.no-builder': 'Start `make serve` again, then reload the page.',
});
