/** The benchmarks on every host. */

import { test } from 'node:test';
import { benchPresets } from '../web/bench-presets.js';

test('the presets on every host, into a document', () =>
  benchPresets(['native', 'chromium', 'firefox']));
