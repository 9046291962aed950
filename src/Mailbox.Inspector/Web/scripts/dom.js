// Makes elements. Text goes in as text and never as markup; there is no other way in.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat(Infinity).filter(child => child !== undefined && child !== null && child !== false));
  return element;
}

export const el = (tag, properties = {}, ...children) => fill(document.createElement(tag), properties, children);

export const svg = (tag, properties = {}, ...children) => fill(document.createElementNS(SVG, tag), properties, children);

export const byId = id => document.getElementById(id);

/** Replaces what is in an element. */
export const show = (element, ...children) => element.replaceChildren(...children.flat(Infinity).filter(child => child !== undefined && child !== null && child !== false));

/** The same, where what is replaced may have the focus, or be unfolded: whatever bears the same data-key afterwards has it again. */
export function renew(element, ...children) {
  const focused = element.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const open = new Set([...element.querySelectorAll('details[open]')].map(one => one.dataset.key));
  show(element, ...children);
  for (const one of element.querySelectorAll('[data-key]')) {
    if (one.tagName === 'DETAILS') one.open = open.has(one.dataset.key);
    if (focused !== undefined && one.dataset.key === focused) one.focus();
  }
}

/** A name or word of somebody else: its direction of writing stays its own. */
export const own = text => el('bdi', {}, text);
