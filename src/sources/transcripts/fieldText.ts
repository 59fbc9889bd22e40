const backslash = 0x5c;

/** True when the bytes are text as they stand: ASCII without escapes. */
function isPlain(bytes: Buffer, from: number, to: number): boolean {
	for (let at = from; at < to; at++) {
		const byte = bytes[at] ?? 0;
		if (byte >= 0x80 || byte === backslash) return false;
	}
	return true;
}

/** The text of a JSON string, from behind its opening quote to before its closing one. */
export function textAt(bytes: Buffer, from: number, to: number): string {
	if (isPlain(bytes, from, to)) return bytes.toString('latin1', from, to);
	return String(JSON.parse(`"${bytes.toString('utf8', from, to)}"`));
}
