// Text of somebody else's, as it may be shown.
//
// Guarantees: pure; cut short, with control and direction characters made visible, so that it can
// neither disguise itself nor reach into what stands around it. As text it is no markup anyway.

const LONGEST = 60;

/** @param {string} text */
export function visible(text) {
  const cut = [...text].slice(0, LONGEST + 1);
  const short = cut.length > LONGEST ? [...cut.slice(0, LONGEST), '…'] : cut;
  return short.join('').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{FFFD}');
}
