// Ctrl+Enter, or Cmd+Enter: presses the button on the page that says it goes with these keys.
//
// Guarantees: what is being typed counts; a dialog keeps its keys; a key held down presses once.

/** What such a button has as its `aria-keyshortcuts`. */
export const RUN_KEYS = 'Control+Enter Meta+Enter';

/** @param {KeyboardEvent} event */
export function pressByKeys(event) {
  const { key, ctrlKey, metaKey, repeat } = event;
  if (key !== 'Enter' || !(ctrlKey || metaKey) || document.querySelector('dialog[open]')) return;
  event.preventDefault();
  if (repeat) return;
  const field = document.activeElement;
  if (field instanceof HTMLElement && field.matches('input, textarea')) {
    // It hands over what stands in it when it loses the focus.
    field.blur();
    field.focus();
  }
  setTimeout(() => {
    const button = document.querySelector(`[aria-keyshortcuts="${RUN_KEYS}"]`);
    if (button instanceof HTMLElement) button.click();
  });
}
