import { svg } from './dom.js';

const SLOTS = 150;
const HEIGHT = 20;

/** How a figure went in the last five minutes: the newest at the right, and nothing where nobody has looked yet. */
export function spark(values) {
  const all = values.length > 1 ? values : [values[0] ?? 0, values[0] ?? 0];
  const top = Math.max(1, ...all);
  const first = SLOTS - all.length;
  const points = all.map((value, i) => `${first + i + 1},${(HEIGHT - 1 - value / top * (HEIGHT - 3)).toFixed(1)}`);
  return svg('svg', { class: 'spark', viewBox: `0 0 ${SLOTS} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('path', { class: 'ground', d: `M0,${HEIGHT - 0.5} H${SLOTS}` }),
    svg('path', { class: 'area', d: `M${first + 1},${HEIGHT} L${points.join(' L')} V${HEIGHT} Z` }),
    svg('path', { d: `M${points.join(' L')}` }));
}
