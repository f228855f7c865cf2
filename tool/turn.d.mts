export function takeTurn(folder: string, kind: string): Promise<() => void>;
