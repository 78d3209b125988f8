/**
 * SVG for pictures of states: made of elements whose texts and attributes are escaped, and checked before anybody's page
 * shows it. Only shapes and texts: no script, style, link, image or anything else that could run or load something.
 */

type Value = string | number;

/** An element; children are markup of `element` and `text`, not texts. `undefined` attributes are left out. */
export function element(name: string, attributes: Record<string, Value | undefined>, ...children: string[]): string {
  const said = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escaped(typeof value === 'number' ? String(rounded(value)) : value)}"`],
  );
  const start = `<${name}${said.join('')}`;
  return children.length === 0 ? `${start}/>` : `${start}>${children.join('')}</${name}>`;
}

/** A text at a place, with what it means to be said by a screen reader left to the picture's title. */
export function text(content: string, attributes: Record<string, Value | undefined>): string {
  return element('text', attributes, escaped(content));
}

/** A whole picture; `title` says in words what is drawn. It takes the colour of the text around it. */
export function picture(size: { width: number; height: number }, title: string, ...children: string[]): string {
  const { width, height } = size;
  const frame = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${rounded(width)} ${rounded(height)}`,
    width,
    height,
  };
  const look = { role: 'img', 'font-family': 'system-ui, sans-serif', fill: 'currentColor' };
  return element('svg', { ...frame, ...look }, element('title', {}, escaped(title)), ...children);
}

/** Colours of things that read on a light page and on a dark one. */
export const INK = {
  red: '#d64550',
  green: '#2f9e5b',
  blue: '#3b7dd8',
  purple: '#9159c9',
  yellow: '#c99700',
  grey: '#848c96',
} as const;

export function escaped(content: string): string {
  // Characters that XML does not have at all are dropped.
  const legal = content.replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '');
  return legal.replaceAll(/[&<>"']/gu, (character) => `&#${character.codePointAt(0)};`);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

const ELEMENTS = [
  'svg',
  'g',
  'title',
  'desc',
  'rect',
  'circle',
  'ellipse',
  'line',
  'polyline',
  'polygon',
  'path',
  'text',
  'tspan',
];
const ATTRIBUTE = /\s+([a-zA-Z][\w-]*)="([^"<>]*)"/uy;
const LARGEST = 256 * 1024;

/** Why a picture is not shown; undefined for one that is as `picture` makes them. */
export function refusalOf(markup: unknown): string | undefined {
  if (typeof markup !== 'string') return 'it is no text';
  if (markup.length > LARGEST) return `it is longer than ${LARGEST / 1024} KiB`;
  if (!markup.startsWith('<svg ')) return 'it does not begin with <svg';
  const open: string[] = [];
  for (let at = 0; at < markup.length; ) {
    if (markup[at] !== '<') {
      const end = markup.indexOf('<', at);
      const content = markup.slice(at, end === -1 ? undefined : end);
      if (end === -1 || open.length === 0) return 'it goes on behind its end';
      if (!/^(?:[^&>]|&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-f]{1,6});)*$/iu.test(content))
        return 'a text is not escaped';
      at = end;
      continue;
    }
    const tag = tagAt(markup, at);
    if (typeof tag === 'string') return tag;
    if (tag.closes && open.pop() !== tag.name) return `</${tag.name}> closes nothing`;
    if (!tag.closes && open.length === 0 && at > 0) return 'it goes on behind its end';
    if (tag.opens) open.push(tag.name);
    at = tag.end;
  }
  return open.length === 0 ? undefined : `<${open.at(-1)}> is not closed`;
}

interface Tag {
  name: string;
  opens: boolean;
  closes: boolean;
  end: number;
}

function tagAt(markup: string, at: number): Tag | string {
  const begin = /<(\/?)([a-zA-Z]+)/uy;
  begin.lastIndex = at;
  const [matched, slash, name = ''] = begin.exec(markup) ?? [];
  if (matched === undefined) return 'something in it is no element';
  if (!ELEMENTS.includes(name)) return `it has a <${name}>`;
  ATTRIBUTE.lastIndex = begin.lastIndex;
  let end = begin.lastIndex;
  for (let found = ATTRIBUTE.exec(markup); found !== null; found = ATTRIBUTE.exec(markup)) {
    const refused = attributeRefused(found[1] ?? '', found[2] ?? '');
    if (refused !== undefined) return refused;
    end = ATTRIBUTE.lastIndex;
  }
  const close = /\s*(\/?)>/uy;
  close.lastIndex = end;
  const closing = close.exec(markup);
  if (closing === null) return `<${name}> is malformed`;
  const itself = closing[1] === '/';
  return { name, closes: slash === '/', opens: slash !== '/' && !itself, end: close.lastIndex };
}

function attributeRefused(name: string, value: string): string | undefined {
  const lower = name.toLowerCase();
  if (lower === 'xmlns') return value === 'http://www.w3.org/2000/svg' ? undefined : 'it is not SVG';
  if (lower.startsWith('on') || lower === 'style' || lower.includes('href') || lower === 'id')
    return `it has the attribute ${name}`;
  return /url\s*\(|script:|data:/iu.test(value) ? `its ${name} refers to something else` : undefined;
}
