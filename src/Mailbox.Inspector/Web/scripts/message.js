// What lists and pictures say about a message.

import { el, own } from './dom.js';
import { line, stateName } from './text.js';

export const key = row => `${row.id} ${row.to}`;

export const badge = state => el('span', { class: `badge is-${state}` }, stateName(state));

export const route = row => [el('b', {}, own(line(row.from, 60))), el('span', { class: 'arrow', 'aria-label': 'to' }, '→'), el('b', {}, own(row.room ? `#${line(row.room, 60)}` : line(row.to, 60))), row.room && el('span', { class: 'faint' }, ' ', own(line(row.to, 60)))];

/** A few words about it: its subject, or the beginning of its text; of a payload, its properties. */
export const about = row => line(row.subject || (row.type ? properties(row.snippet) : row.snippet));

const properties = json => json.replace(/^\s*\{\s*"type"\s*:\s*"[^"]*"\s*,?/, '').replace(/\}\s*$/, '').replace(/"(\w+)"\s*:\s*/g, '$1: ').replace(/,(?=\w)/g, ', ');

export const label = row => `${stateName(row.state)}, ${line(row.from, 60)} to ${line(row.to, 60)}: ${row.type ? line(row.type, 60) + ', ' : ''}${about(row)}${row.reason ? '. ' + line(row.reason) : ''}`;
