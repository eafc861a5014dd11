// Packs a text for a link, deflate-raw and base64url, and unpacks it again.
//
// Guarantees: what comes out of a packed text is never more than the given number of bytes. The
// packed bytes go into the decompressor a few at a time and reading stops at the limit, so that a
// decompression bomb is cut off instead of inflated. Every failure is a `PackFault` that says which
// step failed.

/** Deflate makes at most 1,032 bytes of one: at most 66 kB are inflated past the limit. */
const FEED_BYTES = 64;
const FORMAT = 'deflate-raw';

/** @typedef {'unsupported' | 'encoding' | 'too-large' | 'damaged'} PackStep */

export class PackFault extends Error {
  /** @param {PackStep} step */
  constructor(step) {
    super(step);
    this.name = 'PackFault';
    this.step = step;
  }
}

/** @param {string} text @returns {Promise<string>} of A-Z a-z 0-9 - _ alone */
export async function pack(text) {
  if (typeof CompressionStream === 'undefined') throw new PackFault('unsupported');
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream(FORMAT));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * @param {string} packed @param {number} maxBytes of the text in UTF-8
 * @returns {Promise<string>}
 */
export async function unpack(packed, maxBytes) {
  if (typeof DecompressionStream === 'undefined') throw new PackFault('unsupported');
  const chunks = await inflate(bytesOf(packed), maxBytes);
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const text = chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('');
    return text + decoder.decode();
  } catch {
    throw new PackFault('damaged');
  }
}

/** @param {string} packed */
function bytesOf(packed) {
  if (!/^[A-Za-z0-9_-]+$/.test(packed)) throw new PackFault('encoding');
  try {
    const binary = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    throw new PackFault('encoding');
  }
}

/** @param {Uint8Array<ArrayBuffer>} bytes @param {number} maxBytes */
async function inflate(bytes, maxBytes) {
  const stream = new DecompressionStream(FORMAT);
  const writer = stream.writable.getWriter();
  const reader = stream.readable.getReader();
  // What goes wrong on the way in is reported by the way out.
  const fed = feed(writer, bytes).catch(() => {});
  /** @type {Uint8Array[]} */
  const chunks = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      if (size > maxBytes) throw new PackFault('too-large');
      chunks.push(value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error instanceof PackFault ? error : new PackFault('damaged');
  }
  await fed;
  return chunks;
}

/** @param {WritableStreamDefaultWriter<BufferSource>} writer @param {Uint8Array<ArrayBuffer>} bytes */
async function feed(writer, bytes) {
  for (let at = 0; at < bytes.length; at += FEED_BYTES) {
    await writer.ready;
    await writer.write(bytes.subarray(at, at + FEED_BYTES));
  }
  await writer.close();
}
