/** Only who sees the folder can work on its files: each has a task of its own. */
export function taskOf(folder: string): string {
  return `import ${folder}`;
}
