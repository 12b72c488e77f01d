import { describe, expect, it } from 'vitest';

import { lineColour } from '../src/domain/colours';

describe('a team’s colour as a line', () => {
  it('stays what it is where it can be seen', () => {
    expect(lineColour('ff8700', 'dark')).toBe('#ff8700');
    expect(lineColour('1e5bc6', 'light')).toBe('#1e5bc6');
  });

  it('is darker on white, when it is nearly white, and lighter on the dark page when it is nearly black', () => {
    const onWhite = lineColour('ffffff', 'light');
    expect(onWhite).toMatch(/^#([0-9a-f]{2})\1\1$/);
    expect(Number.parseInt(onWhite.slice(1, 3), 16)).toBeLessThan(190);
    expect(lineColour('ffffff', 'dark')).toBe('#ffffff');
    expect(Number.parseInt(lineColour('000010', 'dark').slice(1, 3), 16)).toBeGreaterThan(40);
  });

  it('is grey where a team has none, or none that can be read', () => {
    expect(lineColour(null, 'dark')).toBe('#888888');
    expect(lineColour('zz', 'light')).toBe('#888888');
  });
});
