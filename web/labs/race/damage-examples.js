// Real examples of damage from the runs, each in words, and its reconstruction in the stepper.

import { html, nothing } from 'lit';
import { liveTexts } from './live-texts.js';

/** @typedef {import('../../strings/index.js').Locale} Locale */
/** @typedef {import('../../race-results.js').RaceRun} RaceRun */
/** @typedef {import('../../race-results.js').RaceResult} RaceResult */
/** @typedef {import('../../race-results.js').Damage} Damage */
/** @typedef {import('../../race-results.js').Example} Example */
/** @typedef {import('../../race-results.js').Word} Word */
/** @typedef {import('../types.js').LabPage['codec']} Codec */

/** Of each kind. */
const MOST = 3;

/**
 * @param {Locale} locale @param {Codec} codec @param {import('../../types.js').LinkState} state
 * @param {RaceRun[]} runs @param {RaceResult | null} result
 */
export function examples(locale, codec, state, runs, result) {
  const { t } = liveTexts(locale);
  /** @type {Map<string, { example: Example, damage: Damage }[]>} */
  const kinds = new Map();
  for (const { damage } of runs) {
    for (const example of damage?.examples ?? []) {
      const known = kinds.get(example.kind) ?? [];
      if (damage && known.length < MOST) kinds.set(example.kind, [...known, { example, damage }]);
    }
  }
  if (kinds.size === 0) return nothing;
  return html`
    <section class="race-examples" aria-labelledby="race-examples-title">
      <h3 id="race-examples-title">${t('examples.title')}</h3>
      <p class="field-help">${t('examples.reconstructed')}</p>
      ${[...kinds].map(([kind, list]) => {
        const found = result?.reconstructions?.find((one) => one.kind === kind);
        return html`
          <h4>${t(`kind.${/** @type {Example['kind']} */ (kind)}`)}</h4>
          <ul>
            ${list.map(({ example, damage }) => {
              const text = sentence(locale, example, damage);
              return html`<li>
                <span>${text}</span>
                ${found ? opener(locale, codec, state, found, text) : nothing}
              </li>`;
            })}
          </ul>
          ${result && !found ? html`<p class="field-help">${t('examples.missing')}</p>` : nothing}
        `;
      })}
    </section>
  `;
}

/**
 * @param {Locale} locale @param {Codec} codec @param {import('../../types.js').LinkState} state
 * @param {import('../../race-results.js').Reconstruction} found @param {string} text
 */
function opener(locale, codec, { lab, values }, { program, schedule }, text) {
  const { t } = liveTexts(locale);
  const link = codec.format(lab, {
    ...values,
    ...{ view: 'step', prog: program, sched: schedule, pos: 'end', detect: 'off' },
  });
  return html`<a href=${link} aria-label=${`${t('examples.open')}: ${text}`}>
    ${t('examples.open')}
  </a>`;
}

/** @param {Locale} locale @param {Example} example @param {Damage} damage */
function sentence(locale, { kind, key, place, found, expected, copies, writers }, damage) {
  const { t } = liveTexts(locale);
  if (kind === 'corrupted-count') {
    return t('example.count', { length: damage.length, found: damage.found });
  }
  const where = place
    ? t(place.old ? 'example.old' : place.position ? 'example.overflow' : 'example.place', {
        bucket: place.bucket,
        position: place.position,
        slot: place.slot,
      })
    : '';
  const who = writers.map(([goroutine, times]) =>
    times > 0
      ? t('example.writerTimes', { goroutine: goroutine + 1, times })
      : t('example.writer', { goroutine: goroutine + 1 }),
  );
  return [
    `${t('example.key', { key })}${where ? ` (${where})` : ''}:`,
    copies > 1 ? t('example.copies', { copies }) : '',
    found ? t('example.found', { found: word(locale, found, key) }) : t('example.foundNothing'),
    expected ? t('example.expected', { expected: word(locale, expected, key) }) : '',
    who.length ? t('example.writers', { writers: locale.list(who) }) : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** A value as the load wrote it. @param {Locale} locale @param {Word} value @param {number} key */
function word(locale, value, key) {
  const { t } = liveTexts(locale);
  if (value.kind === 'count') return t('word.count', { count: value.count });
  const { goroutine, sequence } = value;
  if (goroutine === null) return t('word.first');
  const of = { goroutine: goroutine + 1, sequence: sequence + 1 };
  return value.key === key ? t('word.mark', of) : t('word.markKey', { ...of, key: value.key });
}
