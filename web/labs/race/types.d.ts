// What the map model tells the page: traces of a schedule and the outcomes of a search.
// Guarantees: types only; nothing here exists at run time.

import type { Words } from '../../types.js';

/** A micro-step, and what it reads or writes; numbers stand where they apply. */
export interface StepInfo {
  kind: string;
  access: 'none' | 'load' | 'store';
  /** The cell that it reads or writes, by its id. */
  cell: string | null;
  /** What the cell is: a field of the header, or `tophash`, `key`, `value`, `overflow` of a bucket. */
  field: string | null;
  bucket: number | null;
  slot: number | null;
  /** What it reads, or what stands there before it writes. */
  old: number | null;
  /** What it writes. */
  new: number | null;
}
/** What a statement told its goroutine. */
export interface Answer {
  statement: number;
  kind: 'nothing' | 'value' | 'length' | 'items';
  value?: number;
  found?: boolean;
  length?: number;
  /** The entries that a range met. */
  items?: [number, number][];
}
export interface GoroutineState {
  state: 'ready' | 'finished' | 'fatal' | 'stopped' | 'stuck';
  /** Which of its statements it is at. */
  statement: number;
  /** What it will do next; null if nothing. */
  step: StepInfo | null;
  answers: Answer[];
  /** What it dies of, in Go's words. */
  fatal?: string | null;
  /** Why the model ends here. */
  stuck?: string | null;
}
export interface BucketView {
  id: number;
  tophash: number[];
  state: string[];
  keys: number[];
  values: number[];
  overflow: number | null;
}
export interface TableView {
  /** `fresh`: allocated and not linked yet; `garbage`: not linked any more. */
  role: 'current' | 'old' | 'fresh' | 'garbage';
  buckets: { id: number; index: number; chain: BucketView[] }[];
}
export interface MemoryView {
  count: number;
  flags: { writing: boolean; iterator: boolean; oldIterator: boolean; sameSize: boolean };
  b: number;
  noverflow: number;
  nevacuate: number;
  buckets: number | null;
  oldBuckets: number | null;
  tables: TableView[];
}
/** A moment worth naming. */
export interface Note {
  kind: string;
  key: number | null;
  bucket: number | null;
  slot: number | null;
  /** The goroutine on the other side, counted from 0. */
  other: number | null;
}
export interface Frame {
  pos: number;
  /** Who made the step that led here, counted from 0; null at the start. */
  goroutine: number | null;
  step: StepInfo | null;
  /** Cells that the step changed. */
  changed: string[];
  notes: Note[];
  next: GoroutineState[];
  memory: MemoryView;
}
export interface Fatal {
  message: string;
  /** Which check it was. */
  check: string;
  goroutine: number;
  /** Whose flag it met, or who took the flag away. */
  other: number | null;
}
export interface Outcome {
  kind: 'serial' | 'anomaly' | 'fatal' | 'stuck';
  fatal: Fatal | null;
  /** Where the model could not go on. */
  stuck: { reason: string; goroutine: number } | null;
  answers: Answer[][];
  contents: { key: number; value: number; copies: number; reachable: boolean }[];
  count: number;
  /** hashWriting has stayed set. */
  writing: boolean;
  anomalies: string[];
}
export interface Trace {
  program: string;
  schedule: string;
  /** Steps of the schedule that could not be made. */
  dropped: unknown[];
  /** The schedule goes on beyond what can be drawn. */
  cut: boolean;
  goroutines: { statements: { kind: string; text: string }[] }[];
  frames: Frame[];
  outcome: Outcome | null;
}
export type FoundOutcome = Outcome & {
  key: string;
  /** How many schedules end so, as digits. */
  schedules: string;
  witness: string;
  steps: number;
};
export interface SearchProgress {
  states: number;
  transitions: number;
  frontier: number;
  outcomes: number;
  done: boolean;
  bounded: boolean;
}
export interface SearchResult {
  states: number;
  schedules: string;
  depth: number;
  bounded: boolean;
  outcomes: FoundOutcome[];
}
export interface RacePreset {
  name: string;
  label: Words;
  summary: Words;
  program: string;
  schedule: string;
  /** The step to look at; null is the end of the schedule. */
  pos: number | null;
  detect: boolean;
}
