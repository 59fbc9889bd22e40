const backslash = 0x5c;

/** Where a string stands in a line, without its quotes; turned into text only when asked for. */
export class TextField {
	#from = -1;
	#to = -1;
	/** Text of the line before; the next one mostly has the same. */
	#last = '';

	clear(): void {
		this.#from = -1;
		this.#to = -1;
	}

	set(from: number, to: number): void {
		this.#from = from;
		this.#to = to;
	}

	/** Absent, no string, or the empty string. */
	get isEmpty(): boolean {
		return this.#from >= this.#to;
	}

	/** The text; null when there is none. */
	text(bytes: Buffer): string | null {
		if (this.isEmpty) return null;
		if (!this.#isLast(bytes)) this.#last = textAt(bytes, this.#from, this.#to);
		return this.#last;
	}

	#isLast(bytes: Buffer): boolean {
		const length = this.#to - this.#from;
		if (this.#last.length !== length) return false;
		for (let index = length - 1; index >= 0; index--) {
			if (bytes[this.#from + index] !== this.#last.charCodeAt(index)) return false;
		}
		// Equal bytes are equal text only where a byte is a character and no escape begins.
		return isPlain(bytes, this.#from, this.#to);
	}
}

function isPlain(bytes: Buffer, from: number, to: number): boolean {
	for (let at = from; at < to; at++) {
		const byte = bytes[at] ?? 0;
		if (byte >= 0x80 || byte === backslash) return false;
	}
	return true;
}

function textAt(bytes: Buffer, from: number, to: number): string {
	if (isPlain(bytes, from, to)) return bytes.toString('latin1', from, to);
	return String(JSON.parse(`"${bytes.toString('utf8', from, to)}"`));
}

const dateLength = 'YYYY-MM-DD'.length;
const instantLength = 'YYYY-MM-DDTHH:MM:SS.mmmZ'.length;

/** A timestamp; the usual form is read without making a text of it. */
export class TimeField {
	readonly #field = new TextField();
	#from = -1;
	#to = -1;
	/** The last date that was read, and its first millisecond. */
	readonly #date = Buffer.alloc(dateLength);
	#dateMs = NaN;

	clear(): void {
		this.#field.clear();
		this.#from = -1;
		this.#to = -1;
	}

	set(from: number, to: number): void {
		this.#field.set(from, to);
		this.#from = from;
		this.#to = to;
	}

	/** Milliseconds since the epoch; NaN when there is no readable time. */
	ms(bytes: Buffer): number {
		const usual = this.#to - this.#from === instantLength ? this.#usualMs(bytes) : -1;
		return usual >= 0 ? usual : Date.parse(this.#field.text(bytes) ?? '');
	}

	/** The time of `YYYY-MM-DDTHH:MM:SS.mmmZ`; -1 for any other form. */
	#usualMs(bytes: Buffer): number {
		const at = this.#from + dateLength;
		const isUsual =
			bytes[at] === 0x54 &&
			bytes[at + 3] === 0x3a &&
			bytes[at + 6] === 0x3a &&
			bytes[at + 9] === 0x2e &&
			bytes[at + 13] === 0x5a;
		if (!isUsual) return -1;
		const hours = digits(bytes, at + 1, 2);
		const minutes = digits(bytes, at + 4, 2);
		const seconds = digits(bytes, at + 7, 2);
		const milliseconds = digits(bytes, at + 10, 3);
		if (hours > 23 || minutes > 59 || seconds > 59 || milliseconds > 999) return -1;
		this.#readDate(bytes);
		const ms = this.#dateMs + ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
		return ms >= 0 ? ms : -1;
	}

	#readDate(bytes: Buffer): void {
		if (this.#date.compare(bytes, this.#from, this.#from + dateLength) === 0) return;
		bytes.copy(this.#date, 0, this.#from, this.#from + dateLength);
		const date = this.#date.toString('latin1');
		this.#dateMs = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00.000Z`) : NaN;
	}
}

/** So many decimal digits as a number; `Infinity` when one of them is none. */
function digits(bytes: Buffer, from: number, count: number): number {
	let number = 0;
	for (let at = from; at < from + count; at++) {
		const digit = (bytes[at] ?? 0) - 0x30;
		if (digit < 0 || digit > 9) return Infinity;
		number = number * 10 + digit;
	}
	return number;
}
