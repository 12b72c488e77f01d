/** What is told anew but is the same stays the same object, so that only what has changed is drawn again. */
export function shared<T>(now: T, known: T | undefined): T {
  if (Object.is(now, known)) return now;
  if (Array.isArray(now)) {
    if (!Array.isArray(known)) return now;
    const items = now.map((one, index) => shared(one, known[index])) as T & unknown[];
    return items.length === known.length && items.every((one, index) => one === known[index]) ? known : items;
  }
  if (typeof now !== 'object' || now === null || typeof known !== 'object' || known === null) return now;
  const [fresh, old] = [now as Record<string, unknown>, known as Record<string, unknown>];
  const keys = Object.keys(fresh);
  let isSame = keys.length === Object.keys(old).length;
  const result: Record<string, unknown> = {};
  for (const key of keys) {
    result[key] = shared(fresh[key], old[key]);
    isSame &&= result[key] === old[key];
  }
  return isSame ? known : (result as T);
}
