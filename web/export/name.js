// File names of what is taken from the page: the maps of the experiment and the time of recording.
//
// Guarantees: only letters, digits and hyphens before the ending, and not longer than file systems
// like; two results never share a name unless they were recorded in one second.

const MOST_LETTERS = 60;

/** @param {{ experiment: string, environment: { recordedAt: string } }} result @param {string} ending */
export function fileName({ experiment, environment }, ending) {
  const lab = /^#v\d+\/([a-z]+)/.exec(experiment)?.[1] ?? '';
  const maps = /maps=([^&]*)/.exec(experiment)?.[1] ?? '';
  const what = maps
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(0, MOST_LETTERS)
    .replace(/^-|-$/g, '');
  const when = environment.recordedAt.replace(/\D/g, '').slice(0, 14);
  return `${['contend', lab === 'compare' ? '' : lab, what, when].filter(Boolean).join('-')}.${ending}`;
}
