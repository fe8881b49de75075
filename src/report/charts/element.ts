/** A piece of an SVG document: an element with its attributes, or text. */
export type Svg = SvgElement | string;

/** An element; attributes that are undefined are left out. */
export interface SvgElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly children: readonly Svg[];
}

/** Makes an element. Texts among the children are escaped when it is written. */
export function element(name: string, attributes: SvgElement['attributes'], ...children: readonly Svg[]): SvgElement {
  return { name, attributes, children };
}

/** The text of an element with all that is in it. The same element always gives the same bytes. */
export function write(svg: Svg): string {
  if (typeof svg === 'string') return escape(svg);
  const attributes = Object.entries(svg.attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [` ${name}="${typeof value === 'number' ? coordinate(value) : escape(value)}"`],
  );
  const tag = `${svg.name}${attributes.join('')}`;
  return svg.children.length === 0 ? `<${tag}/>` : `<${tag}>${svg.children.map(write).join('')}</${svg.name}>`;
}

/** A number of a drawing: two decimals at most, no exponent, no negative zero. */
export function coordinate(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('a coordinate of a drawing is a finite number');
  const text = value.toFixed(2).replace(/\.?0+$/, '');
  return text === '-0' ? '0' : text;
}

/** Text as XML has it; characters that XML 1.0 does not know at all become a replacement character. */
export function escape(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
