/** The cells of a call's row: the same as in `core/usage/callCells.ts`, which this side cannot read; a test compares. */
export const instantCell = 0;
export const inputCell = 1;
export const outputCell = 2;
export const writes5mCell = 3;
export const writes1hCell = 4;
export const readsCell = 5;
export const searchesCell = 6;
export const sessionCell = 7;
export const modelCell = 8;
export const speedCell = 9;
export const serviceTierCell = 10;
export const inferenceGeoCell = 11;
export const versionCell = 12;
export const cwdCell = 13;
export const branchCell = 14;
export const flagsCell = 15;
export const cellCount = 16;

export const partialFlag = 1;
export const subagentFlag = 2;
