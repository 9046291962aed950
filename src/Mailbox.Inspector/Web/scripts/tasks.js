// The tasks as a board: the team's own queue and the list that Claude Code shows.

import { el, own, renew, show } from './dom.js';
import { get } from './api.js';
import { ago, line, number, pretty, visible } from './text.js';
import { toast } from './toast.js';

const COLUMNS = [['waiting', 'Waiting', ['waiting']], ['blocked', 'Blocked or delayed', ['blocked', 'delayed']], ['claimed', 'Claimed', ['claimed']], ['done', 'Done', ['done']], ['dead', 'Dead or cancelled', ['dead', 'cancelled']]];

export class TasksView {
  #counted = '';

  constructor() { this.board = el('div', { class: 'board' }); }

  async enter(root) {
    show(root, this.board);
    await this.#load();
  }

  team(team) {
    const counted = JSON.stringify(team.tasks);
    if (this.board.isConnected && counted !== this.#counted) this.#load();
    this.#counted = counted;
  }

  live() { }

  /** States change without the counts changing; so now and then. */
  tick() { if (this.board.isConnected) this.#load(); }

  async #load() {
    let lists;
    try {
      lists = await get(['tasks']);
    } catch (error) {
      toast(error.message, true);
      return;
    }
    const tasks = [...lists.own.tasks.map(task => ({ ...task, list: '' })), ...lists.claude.tasks.map(task => ({ ...task, list: 'Claude Code' }))];
    const text = JSON.stringify(tasks);
    if (text === this.text && this.board.childElementCount) return;
    this.text = text;
    if (!tasks.length) {
      show(this.board, el('div', { class: 'empty' }, el('strong', {}, 'No tasks'), 'Tasks of the team\'s queue and of Claude Code\'s list appear here.'));
      return;
    }
    renew(this.board, COLUMNS.map(([tone, name, states]) => {
      const cards = tasks.filter(task => states.includes(task.state));
      const total = states.reduce((sum, state) => sum + (lists.own.counts[state] ?? 0) + (lists.claude.counts[state] ?? 0), 0);
      return el('section', { class: `is-${tone}`, 'aria-label': name },
        el('h2', {}, name, el('span', { class: 'count' }, total > cards.length ? `newest ${number(cards.length)} of ${number(total)}` : number(total))),
        cards.length ? el('ul', {}, cards.map(card)) : el('div', { class: 'none' }, 'None'));
    }));
  }
}

function card(task) {
  const more = [
    task.description, task.payload && pretty(task.payload), ...task.notes.map(note => `${note.by}: ${note.text}`), ...task.failures.map(failure => `Attempt ${failure.attempt} failed: ${failure.reason}`),
    task.result && `Result: ${pretty(task.result)}`, task.lesson && `Lesson: ${task.lesson}`, task.path,
  ].filter(Boolean).join('\n\n');
  const failure = task.failures.at(-1);
  return el('li', { class: `card is-${task.state}` },
    el('span', { class: 'subject' }, own(line(task.subject, 160))),
    failure && task.state !== 'done' && el('span', { class: 'why' }, own(line(failure.reason, 120))),
    el('span', { class: 'meta' }, el('span', {}, `#${line(task.id, 12)}`), task.list && el('span', {}, task.list), task.owner && el('span', {}, own(line(task.owner, 40))), task.type && el('code', {}, own(line(task.type, 40))), task.attempt > 1 && el('span', {}, `×${task.attempt}`),
      task.priority !== 'normal' && el('span', {}, task.priority), task.blockedBy.length > 0 && task.state === 'blocked' && el('span', {}, `after ${task.blockedBy.map(id => '#' + line(id, 12)).join(', ')}`), el('span', {}, ago(task.changedAt))),
    el('details', { 'data-key': `${task.list} ${task.id}` }, el('summary', {}, 'More'), el('pre', {}, own(visible(more)))));
}
