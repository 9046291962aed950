// Small questions, and the sheet on which a message is written.

import { el } from './dom.js';
import { post } from './api.js';
import { line } from './text.js';
import { toast } from './toast.js';

function open(build) {
  return new Promise(resolve => {
    const dialog = el('dialog', { 'aria-labelledby': 'dialog-title' });
    const done = value => { dialog.close(); resolve(value); };
    const content = build(done);
    dialog.append(content);
    dialog.addEventListener('close', () => { dialog.remove(); resolve(undefined); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

const form = (title, onSubmit, ...children) => el('form', {
  onsubmit: async event => {
    event.preventDefault();
    const button = event.target.querySelector('[type=submit]');
    if (button.disabled) return; // Twice pressed is once meant.
    button.disabled = true;
    await onSubmit(new FormData(event.target));
    button.disabled = false;
  },
}, el('h2', { id: 'dialog-title' }, title), children);

const buttons = (done, name, look = 'primary') => el('div', { class: 'buttons' }, el('button', { type: 'button', onclick: () => done(undefined) }, 'Cancel'), el('button', { type: 'submit', class: look }, name));

export const confirm = (title, text, name) => open(done => form(title, () => done(true), el('div', {}, text), buttons(done, name)));

export const askReason = (title, text) => open(done => form(title, data => done(data.get('reason')), el('div', {}, text),
  el('label', {}, 'Why', el('input', { name: 'reason', required: true, maxlength: '400', autocomplete: 'off' })), buttons(done, 'Dead-letter', 'danger')));

export async function compose(team, to = '') {
  await open(done => form('New message', async data => {
    try {
      const receipt = await post(['messages'], { to: data.get('to').trim(), text: data.get('text'), subject: data.get('subject') || null, priority: data.get('priority') });
      toast(receipt.explanation);
      done(receipt);
    } catch (error) {
      toast(error.message, true);
    }
  },
  el('div', { class: 'faint' }, `From ${line(team.sendAs, 60)}`),
  el('label', {}, 'To', el('input', { name: 'to', required: true, list: 'recipients', value: to, autocomplete: 'off' })),
  el('datalist', { id: 'recipients' }, team.agents.map(agent => el('option', { value: agent.name }))),
  el('label', {}, 'Subject', el('input', { name: 'subject', maxlength: '200', autocomplete: 'off' })),
  el('label', {}, 'Text, or JSON with a type', el('textarea', { name: 'text', required: true })),
  el('label', {}, 'Priority', el('select', { name: 'priority' }, ['normal', 'high', 'critical', 'low'].map(priority => el('option', { value: priority }, priority)))),
  buttons(done, 'Send')));
}
