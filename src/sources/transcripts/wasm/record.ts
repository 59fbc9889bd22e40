// Layout of what the scanner leaves in memory for each line that says something. Both sides of the border read this
// file: the module, and the JavaScript that takes the records over.

/** Positions in a record of 32-bit numbers. */
export const kindAt = 0;
/** Number of the line among those scanned so far, from 1. */
export const lineAt = 1;
/** The line's first byte, and the one behind its last. */
export const fromAt = 2;
export const toAt = 3;
export const flagsAt = 4;
/** A bit for each text that has the same bytes as in the record before. */
export const sameAt = 5;
/** Where each text begins and ends, without its quotes; both 0 for no text or an empty one. */
export const textsAt = 6;
/** Numbers of 32 bits in a record. */
export const recordWords = 48;

/** Records that fit before they must be taken over. */
export const mostRecords = 512;

/** Positions in a record of 64-bit floating point numbers, behind the texts. */
export const instantAt = 16;
export const inputAt = 17;
export const outputAt = 18;
export const writesAt = 19;
export const writes5mAt = 20;
export const writes1hAt = 21;
export const readsAt = 22;
export const searchesAt = 23;

/** An assistant line with a usage object, read. */
export const callLine = 1;
/** A line of an unusual form, to be read by `JSON.parse`. */
export const unusualLine = 2;
export const notObjectLine = 3;
export const notJsonLine = 4;
/** Longer than a line may be. */
export const tooLongLine = 5;

/** Bits of the flags. */
export const sidechainFlag = 1;
export const countsFlag = 2;
/** The message id is printable ASCII without `%` and escapes: its bytes are the call's key. */
export const plainIdFlag = 4;

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
