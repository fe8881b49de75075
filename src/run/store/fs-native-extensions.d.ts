/** What is used of the package, which brings no types. */
declare module 'fs-native-extensions' {
  /** Takes an exclusive lock on a range of bytes of an open file; false if another open file has it. Throws what the operating system says. */
  export function tryLock(fd: number, offset: number, length: number): boolean;
}
