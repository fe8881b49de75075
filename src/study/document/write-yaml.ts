import { Document, isScalar, isSeq, visit } from 'yaml';
import type { TreeNode } from './tree.ts';

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
