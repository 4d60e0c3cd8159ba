// Paying an invoice: what it costs, what it asks, how it is shipped, and a button. The money is not real, and neither is
// the card.

import { field, openDialog, values } from './dialog.js';
import { h } from './dom.js';
import { nameById } from './names.js';
import { money } from './time.js';
import { toast } from './toast.js';
import { can, run } from './verbs.js';

/** What an invoice may ask for beside the address. */
const PARTS = { name: ['Name', {}], phone_number: ['Phone number', { type: 'tel', value: '12025550100' }], email: ['E-mail', { type: 'email', value: 'alice@example.com' }] };

const ADDRESS = { street_line1: ['Street', 'Main Street 1'], street_line2: ['Second line', ''], city: ['City', 'Lausanne'], state: ['State', 'VD'], post_code: ['Post code', '1000'], country_code: ['Country code', 'CH'] };

const addressFields = () => Object.entries(ADDRESS).map(([name, [label, value]]) => field(label, name, { value, required: !['street_line2', 'state'].includes(name) }));

/** The parts of the order's information that were put into a form. */
function infoOf(needs, form) {
  const part = (name) => (name === 'shipping_address' ? Object.fromEntries(Object.keys(ADDRESS).map((line) => [line, form[line]])) : form[name]);
  return Object.fromEntries(needs.map((name) => [name, part(name)]));
}

/** Asks the bot how it ships, and the payer which way to take; nothing where that was called off. */
async function chooseShipping(order, currency) {
  const { options } = await run('shipping_options', order);
  const priceOf = ({ prices }) => money(prices.reduce((sum, { amount }) => sum + amount, 0), currency);
  return openDialog({
    title: 'Shipping',
    kind: 'narrow',
    body: h('div', { class: 'pick-list' }, options.map((option, at) => h('label', { class: 'pick' }, h('input', { type: 'radio', name: 'option', value: option.id, checked: at === 0 }), h('span', {}, `${option.title}: ${priceOf(option)}`)))),
    actions: [{ label: 'Cancel', value: null }, { label: 'Pay', kind: 'primary', value: (form) => new FormData(form).get('option') }],
  });
}

export async function payFlow(act, entry) {
  const { invoice } = entry.message;
  if (!can('pay') || !invoice) return toast('This sandbox takes no payments', { within: act.pane.toasts });
  const price = money(invoice.total_amount, invoice.currency);
  const stars = invoice.currency === 'XTR';
  const { needs = [], flexible = false, max_tip: maxTip = 0 } = entry.order ?? {};
  const form = await openDialog({
    title: stars ? 'Confirm the purchase' : 'Checkout',
    kind: 'narrow',
    body: [
      h('div', { class: 'pay-sum' }, h('span', { class: 'pay-price' }, price), h('strong', {}, invoice.title), h('span', {}, invoice.description)),
      stars ? null : h('div', { class: 'pay-card', 'aria-label': 'Test card' }, h('span', {}, 'Test card'), h('strong', {}, '4242 4242 4242 4242'), h('small', {}, 'No money moves in a sandbox.')),
      Object.keys(PARTS).filter((part) => needs.includes(part)).map((part) => field(PARTS[part][0], part, { required: true, value: nameById(act.pane.user), ...PARTS[part][1] })),
      needs.includes('shipping_address') ? addressFields() : null,
      maxTip ? field('Tip, in the smallest units', 'tip', { type: 'number', min: '0', max: String(maxTip), placeholder: '0' }) : null,
    ],
    actions: [{ label: 'Cancel', value: null }, { label: flexible ? 'Choose the shipping' : `Pay ${price}`, kind: 'primary', value: (it) => values(it) }],
  });
  if (!form) return null;
  const order = { ...act.pane.where, message: entry.id, info: needs.length ? infoOf(needs, form) : undefined };
  return act.guard(async () => {
    const option = flexible ? await chooseShipping(order, invoice.currency) : undefined;
    if (option === null) return null;
    return run('pay', { ...order, tip: Number(form.tip) || undefined, shipping_option: option });
  });
}
