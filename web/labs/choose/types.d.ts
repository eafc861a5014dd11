// Shapes of the Choose lab. Guarantees: types only; nothing here exists at run time.

import type { ChooseResult, Observed } from '../../results.js';
import type { Asked, Words } from '../../types.js';

/** What a file says, and the question that it makes of what was known. */
export interface Evidence {
  kind: 'trace' | 'go-bench' | 'mutex-profile';
  observed: Observed;
  question: string;
}

/** A question, and how the run that confirms its answer ended. */
export interface Confirming extends Asked {
  result: ChooseResult | null;
  failed: boolean;
}

/** A row of the article's own decision table. */
export interface ArticleRow {
  id: string;
  section: string;
  axis: 'reads' | 'life' | 'memory' | 'iteration' | 'lock';
  text: Words;
  /** A link's query. */
  question: string;
  takes: string[];
  differs: Words | null;
}
