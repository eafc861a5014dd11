// What the element and its frame say to each other: `{ source: "contend", v: 1, type, ... }`.
//
// Guarantees: one place for the envelope, on both sides. Who sent a message is the receiver's to
// check; of what is in it, each field is checked where it is used.
//
// From the frame: `ready` ({ experiment, first?, id? }: what it shows, again at each change),
// `height` ({ height }), `progress`, `result` and `error` ({ detail, id? }).
// To the frame: `set` ({ id?, experiment?, lang? }), `theme` ({ theme }), `run` and `stop` ({ id }). An
// answer carries the request's `id`.

/** @typedef {{ type: string, [field: string]: unknown }} Message */

/** @param {string} type @param {Record<string, unknown>} fields */
export function envelope(type, fields) {
  return { source: 'contend', v: 1, type, ...fields };
}

/** @param {any} data anything that anyone posted @returns {Message | null} */
export function opened(data) {
  return data?.source === 'contend' && data.v === 1 && typeof data.type === 'string' ? data : null;
}
