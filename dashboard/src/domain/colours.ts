/** Team colours as lines: readable on the paper that they are drawn on. */

/** Relative luminance by which a line is lost on white, and on the dark page. */
const TOO_LIGHT = 0.5;
const TOO_DARK = 0.06;

function luminance(channels: number[]): number {
  const [red = 0, green = 0, blue = 0] = channels.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The colour, six hex digits, darker or lighter until it stands out; a hue stays what it is. */
export function lineColour(hex: string | null | undefined, scheme: 'dark' | 'light'): string {
  let channels = [0, 2, 4].map((at) => Number.parseInt((hex ?? '888888').slice(at, at + 2), 16));
  if (channels.some(Number.isNaN)) channels = [136, 136, 136];
  const isBad = () => (scheme === 'light' ? luminance(channels) > TOO_LIGHT : luminance(channels) < TOO_DARK);
  while (isBad()) channels = channels.map((channel) => (scheme === 'light' ? channel * 0.9 : channel + (255 - channel) * 0.1));
  return `#${channels.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;
}
