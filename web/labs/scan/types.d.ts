// What the scanner tells the page; the report itself is `contend/scan/1`, as pkg/scan.schema.json has it.
// Guarantees: types only; nothing here exists at run time.

export interface SourceFile {
  /** With slashes. */
  name: string;
  text: string;
}
/** What is scanned together. */
export interface Files {
  files: SourceFile[];
  /** What could not be read at all, and why. */
  refused: { name: string; why: string }[];
}
/** How many files are read, or functions followed. */
export interface Progress {
  part: 'read' | 'follow';
  done: number;
  total: number;
}
export interface Site {
  file: string;
  line: number;
  column: number;
  kind: string;
}
export interface Step {
  file: string;
  line: number;
  column: number;
  what: string;
}
export type Confidence = 'high' | 'medium' | 'low';
export interface Finding {
  rule: string;
  confidence: Confidence;
  file: string;
  line: number;
  column: number;
  function: string;
  message: string;
  because: string;
  access: Site;
  other: Site;
  /** To the access, and to the other. */
  paths: Step[][];
  locks: string[][];
  /** Missing in reports of earlier versions. */
  remedy?: string;
  suggest: { map: string; link: string }[];
  fingerprint: string;
}
/** A part that was not looked at. */
export interface NotScanned {
  file: string;
  line: number;
  why: string;
}
export interface Report {
  schema: string;
  findings: Finding[];
  notScanned: NotScanned[];
  /** Missing in reports of earlier versions, as is what follows. */
  notFollowed?: { file: string; line: number; column: number; call: string; why: string }[];
  leftOut?: { files: number; why: string }[];
  summary: {
    files: number;
    functions: number;
    high: number;
    medium: number;
    low: number;
    ignored: number;
    /** Missing in reports of earlier versions. */
    notFollowed?: number;
  };
}
/** Line and column behind each access, and the rule in the reader's language. */
export interface Shown {
  ends: [number, number][];
  title: string;
  summary: string;
  help: string;
}
export interface Entry {
  fingerprint: string;
  rule: string;
  file: string;
  function: string;
}
export interface Seen {
  report: Report;
  findings: Shown[];
  ignored: [Finding, Shown][];
  known: [Finding, Shown][];
  stale: Entry[];
  unchecked: Entry[];
  baseline: unknown;
}
/** Something underlined or coloured in the editor; lines and columns count from 1. */
export interface Mark {
  line: number;
  from: number;
  /** Behind its last column; Infinity: to the end of the line. */
  to: number;
  look: 'high' | 'medium' | 'low' | 'other' | 'step' | 'unscanned';
}
