/**
 * Has the compiler inline every function whose comment says `@inline`. AssemblyScript's own way is a decorator, which TypeScript knows on
 * classes only: with the tag in the comment, editors, the formatter and the linter read the kernel as they read everything else.
 */
import { FunctionDeclaration, Node } from 'assemblyscript';
import { Transform } from 'assemblyscript/transform';

// oxlint-disable-next-line import/no-default-export -- the compiler takes a transform from the default export
export default class Inline extends Transform {
  afterParse({ sources }) {
    for (const source of sources.filter(({ isLibrary }) => !isLibrary)) {
      for (const statement of source.statements) {
        if (!(statement instanceof FunctionDeclaration) || !isTagged(source.text, statement.range.start)) continue;
        const name = Node.createIdentifierExpression('inline', statement.range);
        statement.decorators = [Node.createDecorator(name, null, statement.range)];
      }
    }
  }
}

/** Whether the comment that stands before a declaration has the tag. */
function isTagged(text, start) {
  const before = text
    .slice(0, start)
    .replace(/\bexport\s*$/, '')
    .trimEnd();
  if (!before.endsWith('*/')) return false;
  return before.slice(before.lastIndexOf('/**')).includes('@inline');
}
