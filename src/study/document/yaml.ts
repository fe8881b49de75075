import {
  Document,
  type ErrorCode,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { limits } from '../../base/limits.ts';
import { Problems } from './problems.ts';
import { type Place, type SourceText, showText, type TreeNode } from './tree.ts';
import { treeFromYaml } from './tree-from-yaml.ts';

/** What to say of the parser's error codes; its own text serves for the rest. */
const sentences: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: 'lines must be indented with spaces, not with tabs',
  BAD_INDENT: 'the indentation does not fit; or a list or map in brackets is not closed before this line',
  MULTIPLE_DOCS: 'a second document starts here; a file holds one',
  BLOCK_AS_IMPLICIT_KEY: 'a value on the same line cannot be followed by fields of its own',
  MULTILINE_IMPLICIT_KEY: 'a name must stand on one line and be followed by a colon',
  MISSING_CHAR: 'a closing quote or bracket, or a colon, is missing',
  IMPOSSIBLE: 'this cannot follow what stands before it',
  TAG_RESOLVE_FAILED: 'tags (a word after !) are not allowed',
  RESOURCE_EXHAUSTION: 'lists or maps are nested too deeply',
  BAD_ALIAS: 'an alias needs a name after its *',
};

/** Codes after which the rest of the file still means what it says. */
const harmless = new Set<ErrorCode>(['TAG_RESOLVE_FAILED']);

/**
 * Reads YAML 1.2 into a tree with places. `file` is for messages only; null leaves it out of them.
 *
 * Records a problem for text that is too long, is no YAML, nests too deeply, expands to too much through aliases, or has keys that
 * are no plain names. Nothing is returned where the rest of the text cannot be trusted.
 */
export function readYaml(text: string, file: string | null, problems: Problems): TreeNode | undefined {
  const lines = new LineCounter();
  const source: SourceText = {
    file,
    locate(offset) {
      const { line, col } = lines.linePos(offset);
      return { line: Math.max(1, line), column: Math.max(1, col) };
    },
  };
  return read(text, { source, offset: 0, parent: null, step: '' }, lines, problems);
}

/** Reads one value that stands in no file, such as that of an option; messages name it by the path of the field it is for. */
export function readYamlValue(text: string, path: string, problems: Problems): TreeNode | undefined {
  const source: SourceText = { file: null, locate: () => null };
  return read(text, { source, offset: 0, parent: null, step: path }, new LineCounter(), problems);
}

function read(text: string, root: Place, lines: LineCounter, problems: Problems): TreeNode | undefined {
  const { largest } = limits.fileBytes;
  if (text.length > largest) {
    problems.addPlace(root, 'is too long', { allowed: `${largest} bytes`, got: `${text.length} characters` });
    return undefined;
  }
  const document = parseSafely(text, lines);
  if (document === null) {
    problems.addPlace(root, 'lists or maps are nested too deeply', { allowed: `${limits.fileDepth.largest} levels` });
    return undefined;
  }
  const errors = mainErrors([...document.errors, ...document.warnings]);
  for (const { code, pos, message } of errors) {
    const quote = code === 'MISSING_CHAR' ? openQuote(document, pos[0]) : null;
    if (quote === null) problems.addPlace({ ...root, offset: pos[0] }, sentences[code] ?? lowered(message));
    else problems.addPlace({ ...root, offset: quote }, 'a quote is opened here and not closed');
  }
  if (errors.some(({ code }) => !harmless.has(code))) return undefined;
  if (document.contents === null) {
    problems.addPlace(root, 'there is nothing in it');
    return undefined;
  }
  return treeFromYaml(document.contents, root, problems);
}

/** Null for text that exhausts the stack, as the parser recurses: brackets nested by the ten thousand. */
function parseSafely(text: string, lines: LineCounter): ReturnType<typeof parseDocument<ParsedNode>> | null {
  try {
    return parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2', uniqueKeys: false });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The errors worth showing: the harmless ones, and of the others only the first, since the rest follows from it. */
function mainErrors(errors: readonly YAMLError[]): YAMLError[] {
  const inOrder = errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  const first = inOrder.findIndex((error) => !harmless.has(error.code));
  return first === -1 ? inOrder : inOrder.slice(0, first + 1);
}

/** Where a quote starts that the parser found missing its end at `offset`. */
function openQuote(document: Document<ParsedNode>, offset: number): number | null {
  let start: number | null = null;
  visit(document, {
    Scalar(_, { type, range }) {
      const isQuoted = type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE';
      if (isQuoted && range && range[0] < offset && range[1] >= offset) start = range[0];
    },
  });
  return start;
}

function lowered(message: string): string {
  return showText(message.charAt(0).toLowerCase() + message.slice(1));
}

/** Writes a tree as YAML that reads back to the same values, in the same order; lists of single values on one line. Comments are not kept. */
export function writeYaml(tree: TreeNode): string {
  const document = new Document(orderedValue(tree), { version: '1.2', aliasDuplicateObjects: false });
  visit(document, {
    Seq(_, list) {
      if (isSeq(list) && list.items.every(isScalar)) list.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** As plain data with `Map`s, which keep the order even of names that look like numbers. */
function orderedValue(node: TreeNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(orderedValue);
  return new Map([...node.entries].map(([key, { value }]) => [key, orderedValue(value)]));
}
