/** The contrast of two colors according to WCAG 2.2. */

type Rgb = readonly [number, number, number];

/** The contrast ratio, from 1 to 21. Colors are `#rrggbb` or `#rrggbbaa`; throws on anything else. */
export function contrast(color: string, behind: string): number {
  const back = opaque(behind, [255, 255, 255]);
  const [light, dark] = [luminance(opaque(color, back)), luminance(back)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function opaque(color: string, behind: Rgb): Rgb {
  if (!/^#(?:[0-9a-f]{6}|[0-9a-f]{8})$/i.test(color))
    throw new Error(`not a color of six or eight hexadecimal digits: ${color}`);
  const part = (at: number) => Number.parseInt(color.slice(at, at + 2), 16);
  const alpha = color.length === 9 ? part(7) / 255 : 1;
  const over = (at: number, back: number) => part(at) * alpha + back * (1 - alpha);
  return [over(1, behind[0]), over(3, behind[1]), over(5, behind[2])];
}

function luminance([red, green, blue]: Rgb): number {
  const linear = (value: number) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
