// The view of messages: filters above, the list below.

import { byId, el, show } from './dom.js';
import { line } from './text.js';
import { change, read } from './route.js';
import { MessageList } from './list.js';

const STATES = [['', 'any state'], ['waiting', 'waiting'], ['delayed', 'delayed'], ['leased', 'leased'], ['done', 'done'], ['dead,expired', 'dead letters'], ['awaitingAsker', 'answers that wait'], ['handedOver', 'handed over'], ['unread,read', 'among Claude Code']];
const TIMES = [['', 'any time'], ['5', 'last 5 minutes'], ['60', 'last hour'], ['1440', 'last day'], ['10080', 'last week']];

export class MessagesView {
  #filter = '';

  constructor() {
    this.sum = el('span', { class: 'sum' });
    this.list = new MessageList((row, isFinal) => this.#open(row, isFinal), text => { this.sum.textContent = text; });
    this.bar = el('div', { class: 'filters', role: 'group', 'aria-label': 'Filters' });
    this.agent = choice('Agent', [['', 'any agent']], value => change({ agent: value }));
    this.state = choice('State', STATES, value => change({ state: value }));
    this.time = choice('Time', TIMES, value => change({ minutes: value }));
    this.type = el('input', { type: 'search', placeholder: 'any type', 'aria-label': 'Payload type', list: 'types', size: '14', onchange: event => change({ type: event.target.value.trim() }) });
    this.types = el('datalist', { id: 'types' });
    this.bar.append(this.agent, this.state, this.type, this.types, this.time, this.sum);
  }

  async enter(root, query) {
    if (this.list.element.parentNode !== root) {
      show(root, this.bar, this.list.element);
      this.#filter = '';
    }
    this.state.value = query.state ?? '';
    this.time.value = query.minutes ?? '';
    this.type.value = query.type ?? '';
    this.#agent(query.agent ?? '');
    this.list.select(query.open, query.to);
    const { open, to, ...filter } = query;
    const wanted = JSON.stringify(filter);
    if (wanted !== this.#filter) {
      this.#filter = wanted;
      await this.list.open(filter);
    }
  }

  team(team) {
    const names = team.agents.map(agent => agent.name).sort((a, b) => a.localeCompare(b));
    const wanted = names.join('\n');
    if (this.names !== wanted) {
      this.names = wanted;
      const value = this.agent.value;
      show(this.agent, el('option', { value: '' }, 'any agent'), names.map(name => el('option', { value: name }, line(name, 60))));
      this.#agent(value);
      show(this.types, [...new Set(team.agents.flatMap(agent => agent.payloads))].sort().map(type => el('option', { value: type })));
    }
  }

  live(rows) { this.list.live(rows); }

  #agent(name) {
    if (name && ![...this.agent.options].some(option => option.value === name)) this.agent.append(el('option', { value: name }, line(name, 60)));
    this.agent.value = name;
  }

  #open(row, isFinal) {
    const { query } = read();
    if (query.open !== row.id || query.to !== row.to) change({ open: row.id, to: row.to });
    if (isFinal) byId('detail').querySelector('button, a')?.focus();
  }
}

const choice = (name, options, onChange) => el('select', { 'aria-label': name, onchange: event => onChange(event.target.value) }, options.map(([value, text]) => el('option', { value }, text)));
