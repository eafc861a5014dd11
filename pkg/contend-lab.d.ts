// Types of the element `<contend-lab>`. Importing the module defines it, where there is a browser.

import type { LabResult, Progress } from './results.js';

export type { LabResult, Progress, RaceResult, Result, ScaleResult } from './results.js';

/** Names of the errors that `run()` rejects with; each message names the remedy. */
export type ContendErrorName =
  'Busy' | 'Unsupported' | 'OutOfMemory' | 'Trapped' | 'WorkerFailed' | 'Timeout' | 'BadExperiment';

/** What the element dispatches; the events bubble and are composed. */
export interface ContendLabEventMap {
  /** The frame is there and can be told to run. */
  'contend-ready': CustomEvent<{ experiment: string }>;
  /** 10 to 20 times a second while a run is on; `cell`, `cells` and `value` along an axis or a ladder only. */
  'contend-progress': CustomEvent<Progress>;
  /** A run has ended, whoever started it; `schema` tells which lab's result it is. */
  'contend-result': CustomEvent<LabResult>;
  /** A run has failed, whoever started it. A run that was refused (`Busy`) is no event. */
  'contend-error': CustomEvent<{ name: ContendErrorName; message: string }>;
}

/**
 * `<contend-lab src experiment theme lang height>fallback</contend-lab>`
 *
 * Attributes: `src`, the http(s) address of a Contend page, needed; `experiment`, a link or its
 * fragment; `theme`, `auto` (as light or dark as the text around the element tells that its page is),
 * `light` or `dark`; `lang`, `en` or `zh`; `height`, the pixels that are
 * reserved, 320 by default. All may be changed at any time; only `src` loads the frame anew.
 */
export class ContendLab extends HTMLElement {
  /**
   * The experiment as a link's fragment, with its `#`. Takes any link or fragment. It reads back
   * as it was set until the frame has answered, and canonical from then on: the element has no
   * codec of its own. What the reader changes in the frame is read back as well.
   */
  experiment: string;

  /**
   * Runs the experiment that the element shows, and loads its frame first if need be. While another
   * element of the page runs, it waits for its turn. Rejects with an `Error` whose `name` is a
   * `ContendErrorName`: `Busy` if a run of this element is on or if `stop()` ended the wait for its
   * turn, `Unsupported` if no playground answers. What it comes to is the lab's that the experiment is of:
   * its `schema` tells which.
   */
  run(): Promise<LabResult>;

  /**
   * Resolves when every worker is idle. The run that was on then resolves with `stopped: true` and
   * the trials that were complete.
   */
  stop(): Promise<void>;

  addEventListener<K extends keyof ContendLabEventMap>(
    type: K,
    listener: (this: ContendLab, event: ContendLabEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (this: ContendLab, event: HTMLElementEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'contend-lab': ContendLab;
  }
}
