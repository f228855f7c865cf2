export const NODE_FLAGS: readonly string[];
export const COMPILE_CACHE: string;
export function launchEnvironment(root: string): Readonly<Record<string, string>>;
