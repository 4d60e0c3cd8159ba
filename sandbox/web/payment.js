// Paying an invoice: what it costs, whose it is, and a button. The money is not real, and neither is the card.

import { field, openDialog, values } from './dialog.js';
import { h } from './dom.js';
import { money } from './time.js';
import { toast } from './toast.js';
import { can, run } from './verbs.js';

export async function payFlow(act, entry) {
  const { invoice } = entry.message;
  if (!can('pay') || !invoice) return toast('This sandbox takes no payments', { within: act.pane.toasts });
  const price = money(invoice.total_amount, invoice.currency);
  const stars = invoice.currency === 'XTR';
  const form = await openDialog({
    title: stars ? 'Confirm the purchase' : 'Checkout',
    kind: 'narrow',
    body: [
      h('div', { class: 'pay-sum' }, h('span', { class: 'pay-price' }, price), h('strong', {}, invoice.title), h('span', {}, invoice.description)),
      stars ? null : h('div', { class: 'pay-card', 'aria-label': 'Test card' }, h('span', {}, 'Test card'), h('strong', {}, '4242 4242 4242 4242'), h('small', {}, 'No money moves in a sandbox.')),
      stars ? null : field('Tip, in the smallest units', 'tip', { type: 'number', min: '0', placeholder: '0' }),
    ],
    actions: [{ label: 'Cancel', value: null }, { label: `Pay ${price}`, kind: 'primary', value: (it) => values(it) }],
  });
  if (!form) return null;
  const tip = Number(form.tip) || undefined;
  return act.guard(() => run('pay', { ...act.pane.where, message: entry.id, tip }));
}
