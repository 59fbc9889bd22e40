/** Escape sequences of a terminal: colours, cursor, titles, links. */
const escape = String.fromCodePoint(0x1b);
const bell = String.fromCodePoint(0x07);
const csi = new RegExp(`${escape}\\[[0-?]*[ -/]*[@-~]`, 'g');
const osc = new RegExp(`${escape}\\][^${bell}${escape}]*(?:${bell}|${escape}\\\\)?`, 'g');
/** ASCII without any control. */
const printable = /^[\x20-\x7e]*$/;
/** C0 and C1 controls, bidirectional overrides and isolates, zero-width characters, the byte order mark. */
const invisible = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/**
 * Text from git, the forge or a transcript, made safe to print: no terminal escape, control, bidirectional or
 * zero-width character; one line; at most `longest` characters.
 */
export function plainText(text: string, longest = 256): string {
	// Nearly every cell of a long table is as it should be.
	if (text.length <= longest && printable.test(text)) return text.trim();
	const clean = text
		.replace(csi, '')
		.replace(osc, '')
		.replace(/[\t\r\n]+/g, ' ')
		.replace(invisible, '')
		.trim();
	const characters = Array.from(clean);
	return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : clean;
}
