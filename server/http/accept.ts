/**
 * How much a client wants what a header such as `Accept` names (RFC 9110, 12.4.2).
 * @param name in lower case.
 * @returns from 0, which refuses it, to 1; undefined where it is not named.
 */
export function weightIn(header: string, name: string): number | undefined {
  for (const part of header.toLowerCase().split(',')) {
    const [named = '', ...settings] = part.split(';').map((text) => text.trim());
    if (named !== name) continue;
    const [, weight] =
      /^q\s*=\s*([\d.]+)$/.exec(settings.find((one) => /^q\b/.test(one)) ?? '') ?? [];
    return weight === undefined ? 1 : Number(weight);
  }
  return undefined;
}
