// The texts of the way into somebody's page, in the language of whoever asks.

import { en } from './words/en.js';
import { zh } from './words/zh.js';

const TABLES = { en, zh };

/** @param {import('../strings/index.js').Locale} locale */
export const embedTexts = (locale) => locale.own(TABLES);
