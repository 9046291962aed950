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

export function tiles(team) {
  const { view, query } = read();
  show(byId('tiles'), FIGURES.map(figure => {
    const isRaised = figure.key === 'dead' ? team.dead > 0 : figure.key === 'leased' && team.leased > 0;
    const note = figure.note(team);
    const inside = [
      el('span', { class: 'name' }, figure.name, note ? `, ${note}` : ''),
      el('span', { class: 'figure' }, figure.value(team)),
      spark(team.trends[figure.key] ?? []),
    ];
    const look = `tile is-${figure.key === 'oldest' ? 'waiting' : figure.key}${isRaised ? ' raised' : ''}`;
    if (!figure.state) return el('div', { class: look, role: 'group', 'aria-label': `${figure.name}: ${figure.value(team)}` }, inside);
    const isOn = view === 'messages' && query.state === figure.state;
    return el('button', { type: 'button', class: look, 'data-figure': figure.key, 'aria-pressed': String(isOn), 'aria-label': `${figure.name}: ${figure.value(team)}. Show them.`, onclick: () => go('messages', { ...(view === 'messages' ? query : {}), state: isOn ? '' : figure.state }) }, inside);
  }));
}

export function agents(team) {
  const focused = document.activeElement?.dataset?.agent;
  const ordered = [...team.agents].sort((a, b) => (a.status === 'offline') - (b.status === 'offline') || a.name.localeCompare(b.name));
  show(byId('agents'), el('h2', {}, `Agents (${ordered.length})`), el('ul', {}, ordered.map(agent => el('li', {}, entry(agent)))));
  if (focused) byId('agents').querySelector(`[data-agent="${CSS.escape(focused)}"]`)?.focus();
}

function entry(agent) {
  const { view, query } = read();
  const isOn = query.agent === agent.name;
  const does = [agent.status, agent.harness, agent.visibility !== 'visible' && agent.visibility, agent.processes > 1 && `${agent.processes} processes`].filter(Boolean).join(' · ');
  const about = [agent.description, agent.capabilities.length && `Can: ${agent.capabilities.join(', ')}`, agent.payloads.length && `Handles: ${agent.payloads.join(', ')}`, agent.process && `Process ${agent.process}`, agent.lastSeen && `Seen ${ago(agent.lastSeen)}`].filter(Boolean).map(text => line(text)).join('\n');
  return el('button', {
    type: 'button', class: 'agent', 'aria-pressed': String(isOn), 'data-agent': agent.name, title: about,
    onclick: () => view === 'messages' ? change({ agent: isOn ? '' : agent.name }) : go('messages', { agent: agent.name }),
  },
  el('span', { class: `dot on-${agent.status}`, 'aria-hidden': 'true' }),
  el('span', { class: 'who' }, own(line(agent.name, 60))),
  el('span', { class: 'does' }, agent.capabilities.length ? line(`${does} · ${agent.capabilities.join(', ')}`, 90) : does),
  el('span', { class: 'figures' }, figure('waiting', agent.waiting + agent.delayed, 'waiting'), figure('leased', agent.leased, 'leased'), figure('dead', agent.dead, 'dead'), agent.oldestWaiting && el('span', {}, duration(Date.now() - new Date(agent.oldestWaiting)))),
  spark(agent.trend));
}

const figure = (state, count, name) => count > 0 && el('span', { class: `is-${state}` }, el('b', {}, number(count)), ` ${name}`);
