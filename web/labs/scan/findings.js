// What a scan found: a list of which one is open, with both ways, the locks, the reason and what to do.
//
// Guarantees: what comes from the source is text; every place leads to its line; what was not scanned, what comments
// silence and what a baseline has are shown.

import { html, nothing } from 'lit';
import { newTabUrl } from '../../isolation/isolation.js';
import { specLabel } from '../../link/specs.js';

/** @typedef {import('./scan-lab.js').ScanLab} ScanLab */
/** @typedef {import('./types.js').Finding} Finding */
/** @typedef {import('./types.js').Shown} Shown */
/** @typedef {import('./types.js').Seen} Seen */
/** @typedef {import('./types.js').Step} Step */
/** @typedef {import('./texts.js').ScanTexts} Texts */

/** @param {ScanLab} lab @param {Texts} texts @param {Seen} seen */
export function findingsList(lab, texts, seen) {
  const { t } = texts;
  const { report, findings } = seen;
  const { summary } = report;
  return html`
    <p class="scan-count" role="status">
      <strong>
        ${
          report.findings.length > 0
            ? t('scan.found', { count: report.findings.length, ...confidences(summary) })
            : t('scan.none')
        }
      </strong>
      ${t('scan.looked', { files: summary.files, functions: summary.functions })}
      ${summary.notFollowed ? t('scan.notFollowed', { count: summary.notFollowed }) : nothing}
    </p>
    ${report.findings.length === 0 ? html`<p class="caption">${t('scan.noneHow')}</p>` : nothing}
    <ol class="scan-findings">
      ${report.findings
        .slice(0, lab.most)
        .map((found, i) => item(lab, texts, found, findings[i], i))}
    </ol>
    ${
      report.findings.length > lab.most
        ? html`<button type="button" class="quiet" @click=${() => lab.showMore()}>
            ${t('scan.more', { count: report.findings.length - lab.most })}
          </button>`
        : nothing
    }
    ${notScanned(lab, texts, seen)} ${notFollowed(lab, texts, seen)}
    ${apart(lab, t('scan.ignored', { count: seen.ignored.length }), seen.ignored)}
    ${apart(lab, t('scan.known', { count: seen.known.length }), seen.known)}
    ${entries(t('scan.stale', { count: seen.stale.length }), t('scan.staleHow'), seen.stale)}
    ${entries(
      t('scan.unchecked', { count: seen.unchecked.length }),
      t('scan.uncheckedHow'),
      seen.unchecked,
    )}
  `;
}

/** @param {import('./types.js').Report['summary']} summary */
const confidences = ({ high, medium, low }) => ({ high, medium, low });

/**
 * @param {ScanLab} lab @param {Texts} texts @param {Finding} found @param {Shown | undefined} shown
 * @param {number} index
 */
function item(lab, texts, found, shown, index) {
  const open = lab.chosen === index;
  return html`
    <li class="scan-finding ${found.confidence}">
      <button
        type="button"
        class="scan-head"
        aria-expanded=${open ? 'true' : 'false'}
        data-index=${index}
        @click=${() => lab.choose(open ? -1 : index)}
      >
        <span class="scan-place">${found.file}:${found.line}</span>
        <span class="scan-title">${shown?.title ?? found.rule}</span>
        <span class="scan-rule">${found.rule}</span>
        <span class="tag ${found.confidence}">
          ${texts.t(`confidence.${found.confidence}`)}
          <span class="unseen">${texts.t('finding.confidence')}</span>
        </span>
      </button>
      ${open ? body(lab, texts, found, shown, index) : nothing}
    </li>
  `;
}

/**
 * @param {ScanLab} lab @param {Texts} texts @param {Finding} found @param {Shown | undefined} shown
 * @param {number} index
 */
function body(lab, texts, found, shown, index) {
  const { t } = texts;
  const twoSides = found.paths.some((path) => path.length > 0);
  return html`
    <div class="scan-body">
      <p>${withoutTitle(found.message, shown?.title ?? '')}</p>
      <p class="scan-because">${found.because}</p>
      ${
        twoSides
          ? html`<div class="scan-sides">
              ${side(lab, texts, found, 0)} ${side(lab, texts, found, 1)}
            </div>`
          : nothing
      }
      ${shown ? html`<p><strong>${t('finding.fix')}:</strong> ${shown.help}</p>` : nothing}
      <p class="scan-ways">
        <button
          type="button"
          class="quiet"
          @click=${() => lab.goTo(found.access, shown?.ends[0] ?? null, true)}
        >
          ${t('finding.goto', { line: found.line })}
        </button>
        <button type="button" class="quiet" @click=${() => lab.explain(found.rule)}>
          ${t('finding.rule', { rule: found.rule })}
        </button>
        ${links(lab, texts, found)}
      </p>
      ${lab.rule === found.rule && lab.chosen === index ? rule(lab, texts, shown) : nothing}
    </div>
  `;
}

/** What stands in the head already. @param {string} message @param {string} title */
function withoutTitle(message, title) {
  return message.startsWith(title) ? message.slice(title.length).replace(/^(: |：)/, '') : message;
}

/** @param {ScanLab} lab @param {Texts} texts @param {Finding} found @param {0 | 1} which */
function side(lab, texts, found, which) {
  const { t } = texts;
  const locks = found.locks[which] ?? [];
  const steps = found.paths[which] ?? [];
  return html`
    <section class="scan-side" aria-label=${t(which === 0 ? 'finding.access' : 'finding.other')}>
      <h3>${t(which === 0 ? 'finding.access' : 'finding.other')}</h3>
      <ol class="scan-steps" aria-label=${t('finding.way')}>
        ${steps.map((step) => html`<li>${stepButton(lab, step, found.file)}</li>`)}
      </ol>
      <p class="caption">
        ${t('finding.locks')}:
        <code>${locks.length > 0 ? locks.join(', ') : t('finding.noLock')}</code>
      </p>
    </section>
  `;
}

/** @param {ScanLab} lab @param {Step} step @param {string} file */
function stepButton(lab, step, file) {
  const { t } = lab.texts;
  const place =
    step.file === file ? t('finding.line', { line: step.line }) : `${step.file}:${step.line}`;
  const here = lab.step === step;
  return html`
    <button
      type="button"
      class="scan-step"
      aria-pressed=${here ? 'true' : 'false'}
      @click=${() => lab.look(step)}
    >
      <span class="scan-place">${place}</span> ${step.what}
    </button>
  `;
}

/** To the race, played, and to the maps, measured. @param {ScanLab} lab @param {Texts} texts @param {Finding} found */
function links(lab, texts, found) {
  const { t } = texts;
  const { metadata, locale } = lab;
  const race = found.suggest.find(({ link }) => link.includes('/race?'));
  const others = found.suggest.filter(({ link }) => link.includes('/compare?'));
  const names = [...new Set(others.map(({ map }) => map))];
  const label = (/** @type {string} */ map) => (metadata ? specLabel(metadata, locale, map) : map);
  /** @param {string} link @param {string} text @param {string} how */
  const way = (link, text, how) => html`
    <a
      class="button quiet"
      href=${lab.embedded ? newTabUrl(link) : link}
      target=${lab.embedded ? '_blank' : nothing}
      rel=${lab.embedded ? 'noopener' : nothing}
      title=${how}
      >${text}</a
    >
  `;
  return html`
    ${race ? way(race.link, t('finding.see'), t('finding.seeHow')) : nothing}
    ${
      others[0]
        ? way(
            others[0].link,
            t('finding.instead', { maps: locale.list(names.map(label)) }),
            t('finding.insteadHow'),
          )
        : nothing
    }
  `;
}

/**
 * A rule's page, which is written in English; before it, for those who read the page in another language, the rule
 * in that one.
 * @param {ScanLab} lab @param {Texts} texts @param {Shown | undefined} shown
 */
function rule(lab, { t }, shown) {
  const named = t('finding.rule', { rule: lab.rule });
  const other = lab.locale.language !== 'en';
  return html`
    <article class="scan-rule-page" aria-label=${named}>
      <button type="button" class="quiet" @click=${() => lab.explain('')}>
        ${t('rule.close')}
      </button>
      ${
        other && shown
          ? html`<h3>${t('rule.title', { rule: lab.rule, title: shown.title })}</h3>
              <p>${shown.summary}</p>
              <p>${shown.help}</p>
              <p class="caption">${t('rule.english')}</p>`
          : nothing
      }
      <div lang="en">${lab.rulePage ?? nothing}</div>
    </article>
  `;
}

/** @param {ScanLab} lab @param {Texts} texts @param {Seen} seen */
function notScanned(lab, { t }, { report }) {
  const parts = report.notScanned;
  if (parts.length === 0) return nothing;
  return html`
    <details class="scan-apart scan-blind" open>
      <summary>${t('scan.notScanned', { count: parts.length })}</summary>
      <p class="caption">${t('scan.notScannedHow')}</p>
      <ul>
        ${parts.slice(0, 200).map(
          (part) =>
            html`<li>
              <button
                type="button"
                class="scan-step"
                @click=${() => lab.goTo({ ...part, column: 1 }, null, true)}
              >
                <span class="scan-place">${part.file}:${part.line}</span>
                <span>${part.why}</span>
              </button>
            </li>`,
        )}
      </ul>
    </details>
  `;
}

/** @param {ScanLab} lab @param {string} title @param {[Finding, Shown][]} list */
function apart(lab, title, list) {
  if (list.length === 0) return nothing;
  return html`
    <details class="scan-apart">
      <summary>${title}</summary>
      <ul>
        ${list.slice(0, 200).map(
          ([found, shown]) =>
            html`<li>
              <button
                type="button"
                class="scan-step"
                @click=${() => lab.goTo(found.access, shown.ends[0] ?? null, true)}
              >
                <span class="scan-place">${found.file}:${found.line}</span>
                ${found.rule}: ${found.message}
              </button>
            </li>`,
        )}
      </ul>
    </details>
  `;
}

/**
 * Calls that were not followed: what is behind them is not checked.
 * @param {ScanLab} lab @param {Texts} texts @param {Seen} seen
 */
function notFollowed(lab, { t }, { report }) {
  const calls = report.notFollowed ?? [];
  if (calls.length === 0) return nothing;
  return html`
    <details class="scan-apart">
      <summary>${t('scan.calls', { count: report.summary.notFollowed ?? calls.length })}</summary>
      <p class="caption">${t('scan.callsHow')}</p>
      <ul>
        ${calls.slice(0, 200).map(
          (call) =>
            html`<li>
              <button
                type="button"
                class="scan-step"
                @click=${() => lab.goTo({ ...call }, null, true)}
              >
                <span class="scan-place">${call.file}:${call.line}</span>
                <span>${t('scan.call', { call: call.call, why: call.why })}</span>
              </button>
            </li>`,
        )}
      </ul>
    </details>
  `;
}

/**
 * Entries of a baseline whose finding is not there.
 * @param {string} title @param {string} how @param {import('./types.js').Entry[]} entries
 */
function entries(title, how, entries) {
  if (entries.length === 0) return nothing;
  return html`
    <details class="scan-apart">
      <summary>${title}</summary>
      <p class="caption">${how}</p>
      <ul>
        ${entries.slice(0, 200).map((entry) => html`<li>${entry.rule} ${entry.file} ${entry.function}</li>`)}
      </ul>
    </details>
  `;
}
