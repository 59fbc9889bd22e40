/** `\nOUTLAY-IMAGE <length of the JSON, 10 digits> <crc32 of it, 8 hex digits>\n` */
export const footer = /\nOUTLAY-IMAGE (\d{10}) ([0-9a-f]{8})\n/;
const wholeFooter = new RegExp(`^${footer.source}$`);
export const footerBytes = 34;

/** Length of the JSON in front of a footer, and its checksum; null when these bytes are no footer. */
export function parseFooter(bytes: Buffer): { length: number; checksum: number } | null {
	return footerIn(wholeFooter.exec(bytes.toString('latin1')));
}

/** The same from a match of `footer`. */
export function footerIn(match: RegExpExecArray | null): { length: number; checksum: number } | null {
	return match === null ? null : { length: Number(match[1]), checksum: parseInt(match[2] ?? '', 16) };
}
