import { markdown } from './markdown.ts';
import type { Renderer } from './renderer.ts';
import { terminal } from './terminal.ts';

/** All renderers. To add one: a file with it, and a line here. */
export const renderers: readonly Renderer[] = [terminal, markdown];

/** The renderer of files that end like this one; undefined if there is none. */
export function rendererOf(file: string): Renderer | undefined {
  return renderers.find(({ extension }) => file.endsWith(`.${extension}`));
}
