// The shapes that the page shares with the engine: metadata, link state and passes; results have a file
// of their own, which the package has too.
// Guarantees: types only; nothing here exists at run time. The metadata is written by the build,
// the results by the engine, and both are validated by schemas in the tests.

import type { Outcome } from './results.js';

export * from './results.js';

/** One text in the two languages of the project; the second is there once it was asked for. */
export interface Words {
  en: string;
  zh?: string;
}

interface KeyBase {
  key: string;
  /** Part of the form; a lab's id where only its links have the key. */
  group: string;
  default: string | null;
  label: Words;
  help: Words;
  unit: string | null;
  choices: string[];
}
export interface IntegerKey extends KeyBase {
  type: 'integer';
  min: number;
  max: number;
}
export interface IntegerOrKey extends KeyBase {
  type: 'integer-or';
  min: number;
  max: number;
  word: string;
}
export interface DecimalOrKey extends KeyBase {
  type: 'decimal-or';
  param: FormParam;
  word: string;
}
export interface Operation {
  letter: string;
  label: Words;
  help: Words;
}
export interface MixKey extends KeyBase {
  type: 'mix';
  operations: Operation[];
}
export interface FormParam {
  name: string;
  label?: Words;
  type: 'decimal';
  digits: number;
  min: string;
  max: string;
  default: string;
}
export interface ChoiceForm {
  name: string;
  label: Words;
  params: FormParam[];
}
export interface ChoiceKey extends KeyBase {
  type: 'choice';
  forms: ChoiceForm[];
}
export interface MapsKey extends KeyBase {
  type: 'maps';
  max: number;
  /** The highest number of a map's copy. */
  copies: number;
}
export interface BaselineKey extends KeyBase {
  type: 'baseline';
}
export interface PresetKey extends KeyBase {
  type: 'preset';
}
/** What can be varied: a number that stands in for the value of a key, or for a part of it. */
export type AxisSpec = {
  name: string;
  /** The key that has no value of its own beside this axis. */
  key: string | null;
  /** The values of an axis that is only named. */
  default: string;
  label: Words;
  help: Words;
  unit: string | null;
} & ({ type: 'integer'; min: number; max: number } | { type: 'decimal'; param: FormParam });
/** What is varied, and its values in ascending order. */
export interface Axis {
  spec: AxisSpec;
  values: string[];
}
export interface AxisKey extends KeyBase {
  type: 'axis';
  axes: AxisSpec[];
  /** Fewest and most values. */
  min: number;
  max: number;
}
/** What the goroutines of the Race lab do. */
export interface ProgramKey extends KeyBase {
  type: 'program';
  limits: ProgramLimits;
}
export interface ProgramLimits {
  goroutines: number;
  /** Of one goroutine. */
  statements: number;
  /** Keys that are there at the start. */
  entries: number;
  key: number;
  value: number;
}
/** Some of these words. */
export interface SetKey extends KeyBase {
  type: 'set';
  items: ChoiceForm[];
}
/** Text in base64url, which only who shows it unpacks. */
export interface PackedKey extends KeyBase {
  type: 'packed';
}
/** What goes wrong and when: an argument is one of the words, or a number where there are none. */
export interface FaultsKey extends KeyBase {
  type: 'faults';
  most: number;
  /** Milliseconds. */
  latest: number;
  kinds: { name: string; min: number; max: number; words: string[] }[];
}
export interface ScheduleKey extends KeyBase {
  type: 'schedule';
  goroutines: number;
  steps: number;
}
/** One statement: its letter in a link, and its key and value where it has them. */
export interface Statement {
  kind: string;
  key: number | null;
  value: number | null;
}
/** Keys that are there at the start, in the order in which they came, and what each goroutine does. */
export interface Program {
  entries: number[];
  goroutines: Statement[][];
}
export type KeyMeta =
  | IntegerKey
  | IntegerOrKey
  | DecimalOrKey
  | MixKey
  | ChoiceKey
  | MapsKey
  | BaselineKey
  | PresetKey
  | AxisKey
  | ProgramKey
  | ScheduleKey
  | SetKey
  | PackedKey
  | FaultsKey;

export interface Preset {
  name: string;
  query: string;
  label: Words;
  summary: Words;
}
export interface StrategyParam {
  name: Words;
  min: number;
  max: number;
  default: number;
  powerOfTwo: boolean;
  choices: number[];
}
export interface StrategyRow {
  id: string;
  label: Words;
  summary: Words;
  tradeOffs: Words;
  source: { title: string; url: string | null };
  param: StrategyParam | null;
  /** `core`: the first module has the variant, if it has the strategy. */
  variants: { id: string; label: Words; core: boolean }[];
  extraThreads: number;
  guarantees: Record<string, unknown>;
  /** It shows what is inside; what that is comes with who shows it. */
  inside: boolean;
  /** Why a browser does not offer it. */
  withheld: Words | null;
}
/** What can go around any map. */
export interface DecoratorRow {
  id: string;
  label: Words;
  summary: Words;
  tradeOffs: Words;
  /** Clients' operations can be refused, so that a deadline has a meaning. */
  refuses: boolean;
}
export interface Gauge {
  id: string;
  label: Words;
  kind: 'level' | 'total' | 'flag';
}
/** What a map shows of its inside: figures of the whole, then those of each part in turn. */
export interface Inside {
  gauges: Gauge[];
  part: Words | null;
  partGauges: Gauge[];
}
/** What the article claims, to be held against a run or a row. */
export type Claim = {
  id: string;
  chapter: string;
  text: Words;
  map: string;
  note: Words | null;
} & (
  | {
      about: 'throughput';
      baseline: string;
      relation: 'equals' | 'above' | 'below';
      ratio: number;
      link: string;
    }
  | { about: 'guarantee'; column: string; word: Words }
);
/** An experiment with the question that it answers; in web/generated/lessons.json. */
export interface Lesson {
  /** Canonical. */
  link: string;
  title: Words;
  question: Words;
  look: Words;
}

export interface Metadata {
  schema: string;
  version: string;
  link: {
    version: string;
    maxBytes: number;
    labs: string[];
    /** Labs whose links have keys of their own and no other. */
    apart: string[];
    /** Labs with the keys that all share, and keys of their own that no other lab knows. */
    extended: string[];
    /** What makes links of a lab those of some keys alone. */
    only: Record<string, { key: string; value: string; keys: string[] }>;
    /** Links with which a lab begins, if not with what another lab shows. */
    starts: Record<string, string>;
    /** Keys that labs share and that mean nothing to one of them. */
    unused: Record<string, string[]>;
    /** Keys of what a link carries beside its experiment. */
    carried: string[];
    maxUnpackedBytes: number;
  };
  landing: string;
  keys: KeyMeta[];
  /** Keys that links of one lab have besides, by lab; their words are fetched with it. */
  labKeys: Record<string, KeyMeta[]>;
  presets: Preset[];
  /** Presets that name maps as well. */
  comparisons: Preset[];
  strategies: StrategyRow[];
  /** In canonical order. */
  decorators: DecoratorRow[];
  claims: Claim[];
  /** Ids of the strategies in the page's first module. */
  core: string[];
  /** Keys that only maps with a decorator that refuses operations heed. */
  refusing: string[];
  /** Keys whose values other than the default are for the wide module. */
  wide: string[];
}

export interface Problem {
  kind: string;
  key: string | null;
  value: string | null;
  used: string | null;
}
/** One kind of damage to a link that was mended. */
export interface Repair {
  kind: 'space' | 'escaped' | 'slash' | 'encoded' | 'punctuation';
  /** What was left out, or an example of what was replaced. */
  value: string | null;
}
/** What the link codec makes of one fragment. */
export interface LinkState {
  lab: string;
  values: Record<string, string>;
  maps: string[];
  /** Of a scale experiment. */
  axis: Axis | null;
  problems: Problem[];
  /** What had to be mended for it to read like this. */
  repairs: Repair[];
  /** What came beside the experiment, by key, as it stood in the link. */
  carried: Record<string, string>;
  fatal: Problem | null;
}
/** An experiment: its canonical link, and what that reads as. */
export interface Asked {
  link: string;
  state: LinkState;
}

/** What an operation answered; `value` is there for `found`. */
export interface HistoryResult {
  kind: 'found' | 'absent' | 'exchanged' | 'refused' | 'unknown' | 'pending';
  value?: number;
}
/** One operation of a recorded history; call and return are places in one order. */
export interface HistoryOperation {
  thread: number;
  call: number;
  /** Null if it had not returned where the history ends. */
  return: number | null;
  operation: string;
  /** What it was to write. */
  argument: number | string | null;
  /** What a compare-exchange was to find. */
  expected?: number | null;
  result: HistoryResult | number | string | null;
  /** Its place in the longest order that explains its answers, from 1, if it has one. */
  inOrder?: number | null;
}
export interface HistoryFailure {
  kind?: 'not-linearizable' | 'panicked';
  key: number | string | null;
  summary: string;
  /** The key's value at the start; null: it was absent. */
  initial?: number | null;
  operations: HistoryOperation[];
}
/** What the deep verification of one map came to. */
export interface VerifyReport {
  map: string;
  applicable: boolean;
  /** Why nothing was checked. */
  reason?: string | null;
  outcome: Outcome;
  /** It passed. */
  ok: boolean;
  histories: number;
  operations: number;
  /** Histories of a key that were too large to be decided. */
  undecided?: number;
  failure: HistoryFailure | null;
}
/** How far a deep verification is: the map under way, and steps of its own. */
export interface VerifyProgress {
  map: string;
  done: number;
  steps: number;
}
/** A map's inside at one moment: `figures` as its row's `inside` orders them. */
export interface InsideSample {
  elapsedMs: number;
  figures: number[];
  opsPerSec: number;
}
