/** A place that was found to be writable. */
export interface Target {
  readonly path: string;
  /** Writes all of the content; throws an input error if what stands there has changed so that it is not to be replaced, else a `storage` error. */
  write(content: string): Promise<void>;
}
