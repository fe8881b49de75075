/** An element of a parsed document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (XmlElement | string)[];
}

/**
 * Parses the part of XML 1.0 that a drawing may use: a declaration, elements, attributes in double quotes, text and the five entities.
 * Throws on anything else, so that what it accepts is well-formed.
 */
export function parseXml(text: string): XmlElement {
  const tokens = /<\?xml [^?]*\?>\s*|<(\/?)([A-Za-z][\w-]*)((?:\s[\w:-]+="[^"<]*")*)(\/?)>|([^<]+)/gy;
  const root: XmlElement = { name: '', attributes: {}, children: [] };
  const open = [root];
  let place = 0;
  while (place < text.length) {
    tokens.lastIndex = place;
    const token = tokens.exec(text);
    if (token === null) throw new SyntaxError(`not well-formed at ${place}: ${text.slice(place, place + 60)}`);
    place = tokens.lastIndex;
    const [, close, name, attributes = '', single, words] = token;
    if (words !== undefined) open.at(-1).children.push(unescaped(words));
    else if (name === undefined) continue;
    else if (close === '/') {
      if (open.pop()?.name !== name) throw new SyntaxError(`${name} ends before it began`);
    } else {
      const element: XmlElement = { name, attributes: attributesOf(attributes), children: [] };
      open.at(-1).children.push(element);
      if (single === '') open.push(element);
    }
  }
  const document = root.children.find((child) => typeof child !== 'string');
  if (open.length !== 1 || document === undefined) throw new SyntaxError('a document is one element, and it ends');
  return document;
}

/** All elements of a document, depth first. */
export function elementsOf(element: XmlElement): XmlElement[] {
  return [element, ...element.children.flatMap((child) => (typeof child === 'string' ? [] : elementsOf(child)))];
}

/** The text of an element with all that is in it. */
export function textOf(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}

function attributesOf(text: string): Record<string, string> {
  const pairs = Array.from(text.matchAll(/([\w:-]+)="([^"]*)"/g), ([, name, value]) => [name!, unescaped(value!)]);
  if (new Set(pairs.map(([name]) => name)).size !== pairs.length) throw new SyntaxError('an attribute stands twice');
  return Object.fromEntries(pairs) as Record<string, string>;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replaceAll(/&(?:(\w+);)?/g, (whole, name?: string) => {
    const character = name === undefined ? undefined : entities[name];
    if (character === undefined) throw new SyntaxError(`no such entity: ${whole}`);
    return character;
  });
}
