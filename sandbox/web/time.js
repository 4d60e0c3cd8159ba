// Times and sizes in words.

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const exact = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hour12: false });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'long' });
const dayOfYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
const short = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

export const timeOf = (seconds) => clock.format(seconds * 1000);
export const exactTime = (ms) => exact.format(ms);
export const fullTime = (seconds) => full.format(seconds * 1000);

/** A number that all moments of a day have in common. */
export function dayOf(seconds) {
  const date = new Date(seconds * 1000);
  return date.getFullYear() * 10_000 + date.getMonth() * 100 + date.getDate();
}

export function dayName(seconds) {
  const now = Date.now() / 1000;
  if (dayOf(seconds) === dayOf(now)) return 'Today';
  if (dayOf(seconds) === dayOf(now - 86_400)) return 'Yesterday';
  const date = new Date(seconds * 1000);
  return (date.getFullYear() === new Date().getFullYear() ? day : dayOfYear).format(date);
}

/** A time in a list: of today, or its day. */
export function when(seconds) {
  return dayOf(seconds) === dayOf(Date.now() / 1000) ? timeOf(seconds) : short.format(seconds * 1000);
}

export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const rest = String(whole % 60).padStart(2, '0');
  return whole < 3600
    ? `${Math.floor(whole / 60)}:${rest}`
    : `${Math.floor(whole / 3600)}:${String(Math.floor(whole / 60) % 60).padStart(2, '0')}:${rest}`;
}

export function size(bytes) {
  if (!Number.isFinite(bytes)) return '';
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export function micros(value) {
  if (value < 1000) return `${value} µs`;
  if (value < 1_000_000) return `${(value / 1000).toFixed(value < 10_000 ? 1 : 0)} ms`;
  return `${(value / 1_000_000).toFixed(1)} s`;
}

export const plural = (count, one, many = `${one}s`) => `${count.toLocaleString()} ${count === 1 ? one : many}`;

/** An amount of money in its smallest units. */
export function money(amount, currency) {
  if (currency === 'XTR') return `⭐ ${amount.toLocaleString()}`;
  try {
    const format = new Intl.NumberFormat(undefined, { style: 'currency', currency });
    return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
  } catch {
    return `${amount / 100} ${currency}`;
  }
}
