// A recorded history as a picture: who called what when, and what was answered.
//
// Guarantees: plain SVG of a size that its operations decide, to be scrolled where it is wider than
// its place; numbers tie each bar to its row in the table beside it, which says the same. An
// operation without a place in the longest order is marked by its outline as well as its colour.

import { html, nothing, svg } from 'lit';
import { layoutHistory } from './history-layout.js';
import { passTexts } from './pass-texts.js';

/** @typedef {import('./history-layout.js').Bar} Bar */
/** @typedef {import('../../types.js').HistoryOperation} HistoryOperation */

const LANE = 58;
const TOP = 8;
const BOTTOM = 26;
const LEFT = 78;
const RIGHT = 8;
const HEIGHT = 40;

/**
 * @param {import('../../strings/index.js').Locale} locale
 * @param {HistoryOperation[]} operations
 * @param {string} alt
 */
export function historyDiagram(locale, operations, alt) {
  const { t } = passTexts(locale);
  const { bars, lanes, width } = layoutHistory(operations, answerText(locale));
  const right = LEFT + width + RIGHT;
  const floor = TOP + lanes.length * LANE;
  return html`
    <svg
      class="history"
      role="img"
      aria-label=${alt}
      width=${right}
      height=${floor + BOTTOM}
      viewBox="0 0 ${right} ${floor + BOTTOM}"
    >
      ${lanes.map((thread, i) => {
        const y = TOP + (i + 0.5) * LANE;
        return svg`
          <text class="lane" x="0" y=${y + 4}>${t('history.thread', { thread })}</text>
          <line class="lane-line" x1=${LEFT} x2=${right - RIGHT} y1=${y} y2=${y} />
        `;
      })}
      ${bars.map(bar)}
      <text class="axis" x=${LEFT} y=${floor + 18}>${t('history.time')} →</text>
    </svg>
  `;
}

/** Whether the history tells a longest order, and this has no place in it. */
/** @param {HistoryOperation} operation */
export function isLeftOver({ inOrder }) {
  return inOrder === null;
}

/** @param {import('../../strings/index.js').Locale} locale */
export function answerText(locale) {
  const { t, maybe } = passTexts(locale);
  return (/** @type {HistoryOperation['result']} */ result) => {
    if (result === null) return t('history.absent');
    if (typeof result !== 'object') return String(result);
    if (result.kind === 'found') return String(result.value);
    return maybe(`history.${result.kind}`, result.kind);
  };
}

/** @param {Bar} bar */
function bar({ number, lane, from, to, call, answer, operation }) {
  const x = LEFT + from;
  const y = TOP + (lane + 0.5) * LANE - HEIGHT / 2;
  const open = operation.return === null;
  return svg`
    <g class="${open ? 'pending' : ''} ${isLeftOver(operation) ? 'left-over' : ''}">
      <rect x=${x} y=${y} width=${Math.max(4, to - from)} height=${HEIGHT} rx="4" />
      <text x=${x + 7} y=${y + 16}><tspan class="number">${number}</tspan> ${call}</text>
      ${answer ? svg`<text class="answer" x=${x + 7} y=${y + 32}>${answer}</text>` : nothing}
    </g>
  `;
}
