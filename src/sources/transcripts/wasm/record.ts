// Where the scanner puts what it finds on a line, and how it says why it stopped. Both sides of the border read this
// file.

/** Positions in the record of 32-bit numbers. */
export const flagsAt = 0;
/** Where each text begins and ends, without its quotes; both 0 for no text or an empty one. */
export const textsAt = 2;
/** Numbers of 32 bits in the record. */
export const recordWords = 44;

/** Positions in the record of 64-bit floating point numbers, behind the texts. */
export const instantAt = 14;
export const inputAt = 15;
export const outputAt = 16;
export const writesAt = 17;
export const writes5mAt = 18;
export const writes1hAt = 19;
export const readsAt = 20;
export const searchesAt = 21;

/** Why a scan stopped: at the end, or behind a line that the other side takes over. */
export const noLine = 0;
/** A line of an unusual form, to be read by `JSON.parse`. */
export const unusualLine = 1;
export const notObjectLine = 2;
export const notJsonLine = 3;
/** Longer than a line may be. */
export const tooLongLine = 4;
/** Before a line with a text that the other side must give a number; the scan is to go on with that line. */
export const newTextLine = 5;

/** Bits of the flags. */
export const sidechainFlag = 1;
export const countsFlag = 2;

/** Texts of a record, in the order of `textsAt`. */
export const sessionIdText = 0;
export const cwdText = 1;
export const branchText = 2;
export const versionText = 3;
export const entrypointText = 4;
export const uuidText = 5;
export const timestampText = 6;
export const messageIdText = 7;
export const modelText = 8;
export const stopReasonText = 9;
export const speedText = 10;
export const serviceTierText = 11;
export const inferenceGeoText = 12;
export const textCount = 13;
