// Everything about one message.

import { byId, el, own, renew } from './dom.js';
import { get, post } from './api.js';
import { badge, route } from './message.js';
import { ago, duration, line, moment, number, pretty, process, stateName, visible } from './text.js';
import { change, link } from './route.js';
import { askReason, confirm } from './dialogs.js';
import { toast } from './toast.js';

// In a narrow window the message lies over these.
const BEHIND = ['main', 'agents'];

export class Detail {
  #id = '';
  #to = '';
  #isWritable = false;

  constructor() { this.element = byId('detail'); }

  team(team) {
    if (team.isWritable === this.#isWritable) return;
    this.#isWritable = team.isWritable;
    if (this.#id) this.open(this.#id, this.#to);
  }

  async open(id, to) {
    if (!id) {
      this.#id = '';
      this.element.hidden = true;
      this.#cover();
      return;
    }
    if (id !== this.#id) this.element.scrollTop = 0;
    [this.#id, this.#to] = [id, to];
    try {
      const found = await get(['messages', id]);
      if (this.#id !== id) return;
      this.#show(found.find(one => one.row.to === to) ?? found[0], found);
    } catch (error) {
      if (this.#id !== id) return;
      renew(this.element, this.#head(null), el('div', { class: 'empty' }, el('strong', {}, 'Not there'), error.message));
      this.#uncover();
    }
  }

  live(rows) {
    if (this.#id && rows.some(row => row.id === this.#id)) this.open(this.#id, this.#to);
  }

  #show(message, all) {
    const { row } = message;
    renew(this.element,
      this.#head(row),
      el('h2', {}, own(line(row.subject || row.type || row.snippet, 160))),
      el('div', { class: 'route' }, route(row), ` · ${moment(row.sentAt)} · ${ago(row.sentAt)}`),
      all.length > 1 && el('div', { class: 'faint' }, `The same id is in ${all.length} mailboxes: `, all.filter(one => one !== message).map(one => el('a', { href: link('messages', { open: row.id, to: one.row.to }) }, own(line(one.row.to, 60)), ' '))),
      row.reason && el('div', { class: 'why' }, own(visible(row.reason))),
      this.#isWritable && this.#actions(row),
      section('What happened', lifeline(message)),
      section(row.type ? 'Payload' : 'Text', el('pre', {}, own(visible(pretty(message.text))))),
      row.type && section('Schema', check(message.check, row.type)),
      section('Envelope', envelope(message)),
      section('File', el('div', { class: 'mono' }, own(line(message.path, 500))), message.raw !== undefined && el('details', { 'data-key': 'raw' }, el('summary', {}, `Bytes as they lie there (${number(message.rawBytes)})`), el('pre', {}, own(visible(message.raw)), message.isRawCut && '\n… and more'))));
    this.#uncover();
  }

  #uncover() {
    const wasHidden = this.element.hidden;
    this.element.hidden = false;
    if (!matchMedia('(max-width: 1099px)').matches) return;
    for (const id of BEHIND) byId(id).inert = true;
    if (wasHidden) this.element.focus();
  }

  #cover() {
    for (const id of BEHIND) byId(id).inert = false;
  }

  #head(row) {
    return el('header', {}, row && badge(row.state),
      row?.conversation && el('a', { 'data-key': 'talk', href: link('conversation', { id: row.conversation }) }, 'Conversation'),
      row?.correlationId && !row.conversation && el('a', { 'data-key': 'talk', href: link('conversation', { correlation: row.correlationId }) }, 'Question and answer'),
      row && el('button', { type: 'button', class: 'quiet', 'data-key': 'copy', onclick: () => copy(new URL(link('messages', { open: row.id, to: row.to }), location.href).href) }, 'Copy link'),
      el('button', { type: 'button', class: 'quiet', 'data-key': 'close', 'aria-label': 'Close', onclick: () => change({ open: '', to: '' }) }, '✕'));
  }

  #actions(row) {
    const isOpen = ['waiting', 'delayed', 'leased'].includes(row.state);
    const isDead = ['dead', 'expired'].includes(row.state);
    const act = (name, body) => this.#act(row, name, body);
    const taken = row.state === 'leased' ? ' A worker has it now, and will lose it.' : '';
    return (isOpen || isDead) && el('div', { class: 'actions' },
      isOpen && el('button', { type: 'button', onclick: async () => await confirm('Acknowledge this message?', `It is settled as done, and nobody handles it.${taken}`, 'Acknowledge') && act('acknowledge') }, 'Acknowledge'),
      (row.state === 'leased' || row.state === 'delayed') && el('button', { type: 'button', onclick: async () => await confirm('Give this message back?', `It can be claimed again at once, and the attempt does not count.${taken}`, 'Give back') && act('release') }, 'Give back'),
      isOpen && el('button', { type: 'button', class: 'danger', onclick: async () => { const reason = await askReason('Dead-letter this message?', `It is not handed out again, until it is sent again.${taken}`); if (reason) await act('dead-letter', { reason }); } }, 'Dead-letter'),
      isDead && el('button', { type: 'button', class: 'primary', onclick: () => act('send-again') }, 'Send again'));
  }

  async #act(row, name, body) {
    try {
      await post(['messages', row.id, name], { agent: row.to, ...body });
      toast({ acknowledge: 'Acknowledged.', release: 'Given back.', 'dead-letter': 'Dead-lettered.', 'send-again': 'Sent again.' }[name]);
    } catch (error) {
      toast(error.message, true);
    }
    if (this.#id === row.id) await this.open(row.id, row.to);
  }
}

const section = (title, ...children) => el('section', {}, el('h3', {}, title), children);

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast('Copied.');
  } catch {
    toast(text); // The browser does not let us; then it can be taken from here.
  }
}

function lifeline({ row, failures, claimedBy, claimedAt, leaseLeft }) {
  const events = [{ at: row.sentAt, state: 'waiting', text: ['Accepted'] }];
  for (const failure of failures) events.push({ at: failure.at, state: 'dead', title: failure.claimedBy, text: [`Attempt ${failure.attempt} failed, by `, own(process(failure.claimedBy)), ': ', own(visible(failure.reason))] });
  if (row.state === 'leased') events.push({ at: claimedAt ?? row.changedAt, state: 'leased', title: claimedBy, text: [`Claimed, attempt ${row.attempt}, by `, own(process(claimedBy)), leaseLeft !== undefined && `; its lease has ${duration(leaseLeft)} left`] });
  else if (row.state !== 'waiting') events.push({ at: row.changedAt, state: row.state, text: [ending(row)] });
  return el('ol', { class: 'lifeline' }, events.map(event => el('li', { class: `is-${event.state}` }, el('div', { title: event.title && line(event.title) }, event.text), el('time', { datetime: event.at }, `${moment(event.at)} · ${ago(event.at)}`))));
}

const ending = row => ({
  done: `Settled after ${row.attempt} attempt${row.attempt === 1 ? '' : 's'}, ${duration(new Date(row.changedAt) - new Date(row.sentAt))} after it was sent`,
  delayed: 'Waits for its time',
  dead: 'Became a dead letter',
  expired: 'Expired before anybody claimed it',
  awaitingAsker: 'An answer that waits for its asker',
  handedOver: 'Appended to an inbox of Claude Code',
  unread: 'In an inbox of Claude Code, not read yet',
  read: 'In an inbox of Claude Code, read',
}[row.state] ?? stateName(row.state));

function check(found, type) {
  if (!found) return el('div', { class: 'faint' }, 'No agent of the team has told how ', el('code', {}, own(line(type, 80))), ' should look.');
  return [
    found.faults.length === 0
      ? el('div', { class: 'good' }, '✓ Matches the schema that ', own(line(found.handledBy, 60)), ' handles.')
      : el('ul', { class: 'faults' }, found.faults.map(fault => el('li', {}, own(line(`${fault.path}: expected ${fault.expected}, found ${fault.found}`, 300))))),
    el('details', { 'data-key': 'schema' }, el('summary', {}, 'JSON Schema'), el('pre', {}, own(visible(pretty(found.schema))))),
  ];
}

function envelope({ row, envelope: more }) {
  const facts = [
    ['id', row.id], ['from', row.from], ['to', row.to], ['type', row.type], ['priority', row.priority !== 'normal' && row.priority], ['attempt', row.attempt || null], ['conversation', row.conversation], ['correlation', row.correlationId],
    ['in reply to', row.inReplyTo], ['reply to', more.replyTo], ['reply by', more.replyBy && moment(more.replyBy)], ['expires', more.expiresAt && moment(more.expiresAt)], ['not before', more.notBefore && moment(more.notBefore)],
    ...Object.entries(more.headers).map(([name, value]) => [line(name, 60), value]),
  ];
  return el('dl', {}, facts.filter(([, value]) => value).flatMap(([name, value]) => [el('dt', {}, own(name)), el('dd', {}, own(line(value, 400)))]));
}
