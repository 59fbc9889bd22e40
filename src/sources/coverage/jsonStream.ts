import Tokenizer from '@streamparser/json/tokenizer.js';
import TokenType from '@streamparser/json/utils/types/tokenType.js';
import { RefusedReport } from './coverageCollector.js';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Where a value stands: keys of objects, `*` for places in arrays. */
export type JsonPath = readonly string[];

export interface JsonReader {
	/** Whether the value at this path is to be put together and handed over as a whole. */
	wants(path: JsonPath): boolean;
	/** A wanted value, or any plain one (text, number …) outside wanted values. */
	value(path: JsonPath, value: Json): void;
}

const maxDepth = 64;
/** Most parts of one wanted value: a file of a million lines has fewer. */
const maxParts = 8_000_000;
const maxSilence = 16 * 1024 * 1024;
const sliceCharacters = 64 * 1024;

type Container = Json[] | { [key: string]: Json };

/** What may come next in a JSON text. */
type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

/** Follows the tokens of a JSON text, keeping only what the reader wants. */
class JsonFollower {
	readonly #reader: JsonReader;
	/** Key of each open container; `*` in arrays. */
	readonly #path: string[] = [];
	readonly #isArray: boolean[] = [];
	/** Open containers of the wanted value, outermost first; empty outside. */
	readonly #building: Container[] = [];
	#parts = 0;
	#expected: Expected = 'value';

	constructor(reader: JsonReader) {
		this.#reader = reader;
	}

	get isWhole(): boolean {
		return this.#expected === 'nothing';
	}

	take(token: TokenType, value: Json): void {
		if (token === TokenType.LEFT_BRACE) this.#open({}, false);
		else if (token === TokenType.LEFT_BRACKET) this.#open([], true);
		else if (token === TokenType.RIGHT_BRACE) this.#close(false);
		else if (token === TokenType.RIGHT_BRACKET) this.#close(true);
		else if (token === TokenType.COMMA) {
			this.#expect('comma-or-end');
			this.#expected = this.#isArray.at(-1) === true ? 'value' : 'key';
		} else if (token === TokenType.COLON) {
			this.#expect('colon');
			this.#expected = 'value';
		} else this.#scalar(value);
	}

	#expect(...allowed: Expected[]): void {
		if (!allowed.includes(this.#expected)) throw new RefusedReport('it is not valid JSON (a comma, colon or bracket is wrong)');
	}

	#scalar(value: Json): void {
		if (this.#expected === 'key' || this.#expected === 'key-or-end') {
			if (typeof value !== 'string') throw new RefusedReport('it is not valid JSON (a key is no text)');
			this.#path[this.#path.length - 1] = value;
			this.#expected = 'colon';
			return;
		}
		this.#expect('value', 'value-or-end');
		if (this.#building.length > 0) this.#attach(value);
		else this.#reader.value(this.#path, value);
		this.#expected = this.#path.length === 0 ? 'nothing' : 'comma-or-end';
	}

	#open(container: Container, isArray: boolean): void {
		this.#expect('value', 'value-or-end');
		if (this.#path.length >= maxDepth) throw new RefusedReport(`it is nested deeper than ${maxDepth}`);
		if (this.#building.length > 0) {
			this.#attach(container);
			this.#building.push(container);
		} else if (this.#reader.wants(this.#path)) {
			this.#parts = 0;
			this.#building.push(container);
		}
		this.#path.push('*');
		this.#isArray.push(isArray);
		this.#expected = isArray ? 'value-or-end' : 'key-or-end';
	}

	#close(isArray: boolean): void {
		this.#expect('comma-or-end', isArray ? 'value-or-end' : 'key-or-end');
		if (this.#isArray.at(-1) !== isArray) throw new RefusedReport('it is not valid JSON (brackets do not match)');
		this.#path.pop();
		this.#isArray.pop();
		const done = this.#building.pop();
		if (done !== undefined && this.#building.length === 0) this.#reader.value(this.#path, done);
		this.#expected = this.#path.length === 0 ? 'nothing' : 'comma-or-end';
	}

	#attach(value: Json): void {
		if (++this.#parts > maxParts) throw new RefusedReport('one file in it is too large to be real');
		const into = this.#building.at(-1);
		const key = this.#path.at(-1) ?? '';
		if (Array.isArray(into)) into.push(value);
		else if (into !== undefined && key !== '__proto__') into[key] = value;
	}
}

/** Reads JSON as a stream, without ever holding more than one wanted value. */
export async function readJson(texts: AsyncIterable<string>, reader: JsonReader): Promise<void> {
	const tokenizer = new Tokenizer();
	const follower = new JsonFollower(reader);
	let silence = 0;
	let failure: Error | null = null;
	const fail = (error: unknown): void => {
		failure ??= error instanceof Error ? error : new Error(String(error));
	};
	tokenizer.onToken = ({ token, value }) => {
		silence = 0;
		if (failure !== null) return;
		try {
			follower.take(token, value);
		} catch (error) {
			fail(error);
		}
	};
	tokenizer.onError = fail;
	tokenizer.onEnd = () => undefined;
	const check = (): void => {
		if (failure === null) return;
		throw failure instanceof RefusedReport ? failure : new RefusedReport(`it is not valid JSON (${failure.message})`);
	};
	for await (const whole of texts) {
		for (let at = 0; at < whole.length; at += sliceCharacters) {
			const slice = whole.slice(at, at + sliceCharacters);
			silence += slice.length;
			if (silence > maxSilence) throw new RefusedReport('a text in it is larger than 16 MB');
			tokenizer.write(slice);
			check();
		}
	}
	if (!tokenizer.isEnded) tokenizer.end();
	check();
	if (!follower.isWhole) throw new RefusedReport('it ends in the middle');
}
