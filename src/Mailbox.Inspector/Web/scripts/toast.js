import { byId, el } from './dom.js';
import { line } from './text.js';

/** Says something in the corner for a while. */
export function toast(text, isBad = false) {
  const shown = el('div', { class: isBad ? 'toast bad' : 'toast' }, line(text, 400));
  byId('toasts').append(shown);
  setTimeout(() => shown.remove(), isBad ? 9000 : 4000);
}
