// What a lab is to the page, and what the page is to a lab.
// Guarantees: types only; nothing here exists at run time.

import type { Task, Notice, Ended } from '../engine/protocol.js';
import type { Holder } from '../engine/turn.js';
import type { Codec } from '../link/codec.js';
import type { Locale } from '../strings/index.js';
import type {
  Asked,
  Environment,
  LinkState,
  Metadata,
  Sample,
  ScaleResult,
  SweepTrial,
  Words,
} from '../types.js';

/** A line of the registry. */
export interface LabRow {
  /** As links name it; its element is called after it, `<id-lab>`. */
  id: string;
  title: Words;
  load: () => Lab | Promise<Lab>;
}

/** What the `lab.js` of a lab's folder exports: small, for what scripts ask for needs it too. */
export interface Lab {
  /** What the page shows of it, once it was opened. */
  view: (page: LabPage) => unknown;
  /** What an experiment of it is of, in a few words, where not of its maps. */
  subject?: (state: LinkState) => string;
  /** Fetches what draws that, where it does not come with this. */
  open?: () => Promise<unknown>;
  /**
   * What it has the engine do, by name, or where that is; `run` is what Run does, and `run()` of the page and
   * its element.
   */
  acts: Record<string, Act | Work | (() => Promise<Act | Work>)>;
  /**
   * Reads a saved result of an experiment of this lab back, whatever stands in it; an error's message
   * says what is wrong with it.
   */
  read?: (result: any, codec: Codec) => Saved | Promise<Saved>;
  /** Two saved results of it, held against each other; the one that was recorded first comes first. */
  compare?: (old: Named, now: Named, codec: Codec) => Saved | Promise<Saved>;
  /** Ends what works for it beside the engine. */
  release?: () => void;
}

/** Something the engine does for a lab, and what becomes of it in the lab's session. */
export interface Act {
  task: Task;
  /** More rounds may change what that result says: it can be gone on with. */
  isOpen?: (result: any) => boolean;
  /** Milliseconds between two samples, where there are other than those of a run. */
  everyMs?: number;
  /** It begins. */
  begin: (session: Session, asked: Asked, options: ActOptions) => void;
  /** A step says something. */
  hear?: (session: Session, notice: Notice) => void;
  /** Live figures; an act without this has none. */
  sample?: (session: Session, sample: any) => void;
  /** It is over. What it returns is what whoever asked for it gets. */
  end: (session: Session, ended: Ended) => unknown;
  /** It ended in an error. */
  fail?: (session: Session) => void;
}

/** Something a lab does by itself, without the engine. */
export interface Work {
  /** Resolves with what whoever asked for it gets; ends when it is stopped. */
  work: (session: Session, asked: Asked, stopped: AbortSignal) => Promise<unknown>;
}

export interface ActOptions {
  /** Goes on with the last one instead of beginning anew. */
  more?: boolean;
  /** What the task's function is told beside the link. */
  with?: unknown[];
}

/** The engine is ready, or how far what is on; `elsewhere`: for another lab. */
export type Phase =
  'booting' | 'reloading' | 'ready' | 'failed' | 'waiting' | 'running' | 'stopping' | 'elsewhere';

/** What of a session its lab's acts see. */
export interface Session {
  /** What the lab keeps of what it did; only its own acts and its view know what that is. */
  readonly kept: Record<string, any>;
  /** Changes that; `soon`: more of the kind follows faster than anybody reads. */
  keep: (change: Record<string, unknown>, soon?: boolean) => void;
  /** The lab's element, shown or not. */
  readonly view: any;
  readonly locale: Locale;
  readonly metadata: Metadata;
  /** To who listens to the page. */
  say: (text: string) => void;
  /** To who scripts it. */
  announce: (type: string, detail: unknown) => void;
  /** Tells both of live figures of a run. */
  progress: (sample: Sample) => void;
}

/** A saved result, to be shown: its address, and what the lab's session keeps of it. */
export interface Saved {
  address: string;
  kept?: Record<string, unknown>;
}

/** What a file has, and its name. */
export interface Named {
  name: string;
  result: any;
}

/** What a lab is given of the page. */
export interface LabPage {
  /** The lab's own title. */
  labTitle: string;
  locale: Locale;
  metadata: Metadata;
  codec: Codec;
  state: LinkState;
  link: string;
  /** The link with what it carries beside the experiment. */
  address: string;
  preset: string | null;
  embedded: boolean;
  theme: string;
  /** Who has the turn that its task waits for. */
  queued: Holder | null;
  /** Whether no other page of this browser measured beside its last task. */
  alone: boolean;
  phase: Phase;
  /** The act that is on for this lab. */
  task: string | null;
  /** What is on for another one. */
  elsewhere: { title: string; link: string } | null;
  environment: Environment | null;
  error: Error | null;
  /** What its session keeps. */
  kept: Record<string, any>;
  /** Rounds can be added to that result, if it is open. */
  goesOn: (result: unknown) => boolean;
}

/** An experiment and how its task ended, of labs whose run is trials along something. */
export interface Sweep extends Asked {
  trials: SweepTrial[];
  result: ScaleResult | null;
  failed: boolean;
  /** From a file. */
  opened?: boolean;
}
