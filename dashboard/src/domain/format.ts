/** Figures as the desk reads them; a figure that is not known is a dash. */

export const UNKNOWN = '–';

/** A lap time: 83.456 is 1:23.456. */
export function lapTime(seconds: number | null | undefined): string {
  if (seconds == null) return UNKNOWN;
  const minutes = Math.floor(seconds / 60);
  const rest = (seconds - 60 * minutes).toFixed(3);
  return minutes > 0 ? `${minutes}:${rest.padStart(6, '0')}` : rest;
}

/** A figure with so many digits; nothing is less than zero by nothing. */
export function fixed(value: number | null | undefined, digits = 1): string {
  return value == null ? UNKNOWN : value.toFixed(digits).replace(/^-(0(\.0+)?)$/, '$1');
}

/** A gap with its sign: +1.234. */
export function gap(seconds: number | null | undefined, digits = 1): string {
  const text = fixed(seconds, digits);
  return Number(text) > 0 ? `+${text}` : text;
}

/** A gap to the leader, in laps for who is lapped. */
export function gapToLeader(seconds: number | null, lapsBehind: number): string {
  return lapsBehind > 0 ? `+${lapsBehind} lap${lapsBehind > 1 ? 's' : ''}` : gap(seconds);
}

/** A chance as whole percent, on one line; what is nearly sure or nearly impossible says so. */
export function percent(share: number | null | undefined): string {
  if (share == null) return UNKNOWN;
  if (share > 0 && share < 0.005) return '<1\u00a0%';
  if (share < 1 && share >= 0.995) return '>99\u00a0%';
  return `${Math.round(share * 100)}\u00a0%`;
}

/** A mean place: P3.4. */
export function place(position: number | null | undefined): string {
  return position == null ? UNKNOWN : `P${position.toFixed(1)}`;
}

/** STAY_OUT as words. */
export function words(name: string): string {
  return name.replaceAll('_', ' ').toLowerCase();
}

/** A circuit's key as a name: yas-marina is Yas Marina. */
export function circuitName(key: string | null | undefined): string {
  if (!key) return 'Unknown circuit';
  return key.replace(/(^|-)(\w)/g, (_, dash: string, letter: string) => `${dash && ' '}${letter.toUpperCase()}`);
}

/** A day and time on the wall clock of a time zone; without one, of whoever looks. */
export function moment(timeMs: number, timeZone?: string): string {
  return formatter(timeZone, 'short').format(timeMs);
}

/** Race time since lights out: 1:02:05. */
export function raceTime(seconds: number): string {
  const whole = Math.floor(Math.abs(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return `${seconds < 0 ? '-' : ''}${parts.map((part, index) => (index ? String(part).padStart(2, '0') : part)).join(':')}`;
}

/** How many times as fast as the race; 0 is as fast as it goes. */
export function speedName(factor: number): string {
  return factor === 0 ? 'max' : `${factor}×`;
}

/** A moment on the wall clock of a time zone; without one, of whoever looks. */
export function clock(timeMs: number | null | undefined, timeZone?: string): string {
  return timeMs == null ? UNKNOWN : formatter(timeZone).format(timeMs);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making one takes longer than using it a hundred times. */
function formatter(timeZone?: string, dateStyle?: 'short'): Intl.DateTimeFormat {
  const key = `${timeZone} ${dateStyle}`;
  let found = formatters.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat([], { timeStyle: 'medium', dateStyle, hourCycle: 'h23', timeZone });
    formatters.set(key, found);
  }
  return found;
}
