// What an error of the engine says was seen, as data: words for it are found where it is shown.

import type { Places, Value } from '../types.d.ts';
import type { en } from './en.js';

type Ends<Start extends string, Key> = Key extends `${Start}${infer End}` ? End : never;

/** What can be seen, by name. */
export type Kind = Ends<'seen.', keyof typeof en>;

export type ErrorName =
  'Busy' | 'Unsupported' | 'OutOfMemory' | 'Trapped' | 'WorkerFailed' | 'Timeout' | 'BadExperiment';

/** The values that the words of that kind ask for. */
type Given<Name extends Kind> = [Places<(typeof en)[`seen.${Name}`]>] extends [never]
  ? { values?: undefined }
  : { values: Record<Places<(typeof en)[`seen.${Name}`]>, Value> };

/**
 * `raw`: what others said, a browser or a map that panicked; it is quoted. Plain data, so that it
 * crosses from a worker.
 */
export type Seen =
  | { [Name in Kind]: { kind: Name; raw?: string } & Given<Name> }[Kind]
  | { kind?: undefined; values?: undefined; raw?: string };
