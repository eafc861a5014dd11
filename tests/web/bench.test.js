/** The benchmarks on the command line alone; `make soak` has them on every host. */

import { test } from 'node:test';
import { benchPresets } from './bench-presets.js';

test('the presets, into a document', () => benchPresets(['native']));
