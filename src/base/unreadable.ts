/** Why a file that the user named cannot be read, by the code of the file system: faults that the user can mend. */
export const unreadableReasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read by this user',
  ELOOP: 'it is a circle of links',
  ENAMETOOLONG: 'its name is too long',
};
