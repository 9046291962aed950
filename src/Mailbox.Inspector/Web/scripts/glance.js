// The team at a glance: four figures, and the agents.

import { byId, el, own, show } from './dom.js';
import { ago, duration, line, number } from './text.js';
import { spark } from './spark.js';
import { change, go, read } from './route.js';

const FIGURES = [
  { name: 'Waiting', key: 'waiting', state: 'waiting', value: team => number(team.waiting), note: team => team.delayed ? `and ${number(team.delayed)} later` : '' },
  { name: 'Leased', key: 'leased', state: 'leased', value: team => number(team.leased), note: () => '' },
  { name: 'Dead letters', key: 'dead', state: 'dead,expired', value: team => number(team.dead), note: () => '' },
  { name: 'Oldest wait', key: 'oldest', state: '', value: team => team.oldestWaiting ? duration(Date.now() - new Date(team.oldestWaiting)) : '–', note: () => '' },
];

const made = new Map();

/** An element that stays while what is in it changes: it keeps its focus, and a press that has begun. */
function lasting(key, make, look, ...inside) {
  const known = made.get(key) ?? { element: make() };
  made.set(key, known);
  if (known.look !== look) {
    known.look = look;
    show(known.element, ...inside.map(one => one()));
  }
  return known.element;
}

/** Replaces children only if they are others, or in another order. */
function keep(parent, children) {
  if (children.length !== parent.children.length || children.some((child, i) => parent.children[i] !== child)) parent.replaceChildren(...children);
}

export function tiles(team) {
  const { view, query } = read();
  keep(byId('tiles'), FIGURES.map(figure => {
    const [value, note, trend] = [figure.value(team), figure.note(team), team.trends[figure.key] ?? []];
    const make = () => figure.state
      ? el('button', { type: 'button', 'data-figure': figure.key, onclick: () => toggle(figure.state) })
      : el('div', { role: 'group' });
    const element = lasting(`tile ${figure.key}`, make, JSON.stringify([value, note, trend]),
      () => el('span', { class: 'name' }, figure.name, note ? `, ${note}` : ''), () => el('span', { class: 'figure' }, value), () => spark(trend));
    const isRaised = figure.key === 'dead' ? team.dead > 0 : figure.key === 'leased' && team.leased > 0;
    element.className = `tile is-${figure.key === 'oldest' ? 'waiting' : figure.key}${isRaised ? ' raised' : ''}`;
    element.setAttribute('aria-label', `${figure.name}: ${value}${figure.state ? '. Show them.' : ''}`);
    if (figure.state) element.setAttribute('aria-pressed', String(view === 'messages' && query.state === figure.state));
    return element;
  }));
}

function toggle(state) {
  const { view, query } = read();
  go('messages', { ...(view === 'messages' ? query : {}), state: query.state === state && view === 'messages' ? '' : state });
}

export function agents(team) {
  const ordered = [...team.agents].sort((a, b) => (a.status === 'offline') - (b.status === 'offline') || a.name.localeCompare(b.name));
  const list = lasting('agents', () => el('ul', {}), '');
  keep(byId('agents'), [lasting('agents head', () => el('h2', {}), String(ordered.length), () => `Agents (${ordered.length})`), list]);
  keep(list, ordered.map(agent => {
    const button = entry(agent);
    return lasting(`item ${agent.name}`, () => el('li', {}), '', () => button);
  }));
}

function entry(agent) {
  const does = [agent.status, agent.harness, agent.visibility !== 'visible' && agent.visibility, agent.processes > 1 && `${agent.processes} processes`, agent.capabilities.join(', ')].filter(Boolean).join(' · ');
  const about = [agent.description, agent.capabilities.length && `Can: ${agent.capabilities.join(', ')}`, agent.payloads.length && `Handles: ${agent.payloads.join(', ')}`, agent.process && `Process ${agent.process}`, agent.lastSeen && `Seen ${ago(agent.lastSeen)}`].filter(Boolean).map(text => line(text)).join('\n');
  const wait = agent.oldestWaiting ? duration(Date.now() - new Date(agent.oldestWaiting)) : '';
  const button = lasting(`agent ${agent.name}`, () => el('button', { type: 'button', class: 'agent', 'data-agent': agent.name, onclick: () => choose(agent.name) }),
    JSON.stringify([does, wait, agent.waiting, agent.delayed, agent.leased, agent.dead, agent.trend]),
    () => el('span', { class: `dot on-${agent.status}`, 'aria-hidden': 'true' }),
    () => el('span', { class: 'who' }, own(line(agent.name, 60))),
    () => el('span', { class: 'does' }, own(line(does, 90))),
    () => el('span', { class: 'figures' }, figure('waiting', agent.waiting, 'waiting'), figure('delayed', agent.delayed, 'later'), figure('leased', agent.leased, 'leased'), figure('dead', agent.dead, 'dead'), wait && el('span', {}, wait)),
    () => spark(agent.trend));
  button.title = about;
  button.setAttribute('aria-pressed', String(read().query.agent === agent.name));
  return button;
}

function choose(name) {
  const { view, query } = read();
  if (view === 'messages') change({ agent: query.agent === name ? '' : name });
  else go('messages', { agent: name });
}

const figure = (state, count, name) => count > 0 && el('span', { class: `is-${state}` }, el('b', {}, number(count)), ` ${name}`);
