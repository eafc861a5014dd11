// uPlot, which asks for a number format of the browser's language while it is being imported.
//
// WebKitGTK without a locale calls that language "c", which no number format knows; so it gets one first.

import './known-language.js';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

export default uPlot;
