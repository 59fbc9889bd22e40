import type { NestedCall } from '../../core/usage/call.js';
import { unknownModel } from '../../core/usage/callCopies.js';
import {
	backslash,
	closeBrace,
	colon,
	comma,
	isAt,
	notJson,
	openBrace,
	openBracket,
	quote,
	skipSpace,
	skipString,
	skipValue,
} from './jsonBytes.js';
import { TextField, TimeField } from './scannedField.js';
import type { LineHome, UsageLine } from './usageLine.js';

/** The line is better read by `JSON.parse`: it has an unusual form. */
export const unusual = -2;
/** The object ended; `#after` is the position behind it. */
const ended = -3;

const noNested: readonly NestedCall[] = [];
const mostDigits = 15;
const letterN = 0x6e;
const letterT = 0x74;

/**
 * Reads an assistant line from its bytes, looking only at the fields that count and stepping over the rest while
 * checking that it is JSON. It gives exactly what `readUsageLine` gives, or says that the line is unusual; a property
 * test holds the two together. One for each thread: it remembers the texts of the line before, which are mostly the
 * same again.
 */
export class UsageScanner {
	#bytes: Buffer = Buffer.alloc(0);
	#end = 0;
	#keyFrom = 0;
	#keyTo = 0;
	#after = 0;

	readonly #sessionId = new TextField();
	readonly #cwd = new TextField();
	readonly #branch = new TextField();
	readonly #version = new TextField();
	readonly #entrypoint = new TextField();
	readonly #uuid = new TextField();
	readonly #timestamp = new TimeField();
	readonly #messageId = new TextField();
	readonly #model = new TextField();
	readonly #stopReason = new TextField();
	readonly #speed = new TextField();
	readonly #serviceTier = new TextField();
	readonly #inferenceGeo = new TextField();
	readonly #fields = [
		this.#sessionId,
		this.#cwd,
		this.#branch,
		this.#version,
		this.#entrypoint,
		this.#uuid,
		this.#timestamp,
		this.#messageId,
		this.#model,
		this.#stopReason,
		this.#speed,
		this.#serviceTier,
		this.#inferenceGeo,
	];
	#isSidechain = false;
	#hasMessage = false;
	#hasUsage = false;
	#hasBreakdown = false;
	#hasServerTools = false;
	#hasCounts = false;
	#input = 0;
	#output = 0;
	#writes = 0;
	#writes5m = 0;
	#writes1h = 0;
	#reads = 0;
	#searches = 0;
	/** What `#count` read. */
	#counted = 0;

	/** Reads the line `bytes[from]` to before `bytes[to]`, which starts with `{` and ends with `}`. */
	read(bytes: Buffer, from: number, to: number, home: LineHome): UsageLine | typeof unusual | typeof notJson {
		this.#reset(bytes, to);
		const at = this.#object(from, this.#lineMember);
		if (at === unusual) return unusual;
		if (at !== to) return notJson;
		return this.#result(home);
	}

	#reset(bytes: Buffer, to: number): void {
		this.#bytes = bytes;
		this.#end = to;
		for (const field of this.#fields) field.clear();
		this.#isSidechain = false;
		this.#hasMessage = false;
		this.#hasUsage = false;
		this.#hasBreakdown = false;
		this.#hasServerTools = false;
		this.#hasCounts = false;
		this.#input = 0;
		this.#output = 0;
		this.#writes = 0;
		this.#writes5m = 0;
		this.#writes1h = 0;
		this.#reads = 0;
		this.#searches = 0;
	}

	/** Steps through an object, giving each member's value to `member`, which gives the position behind it. */
	#object(open: number, member: (valueAt: number) => number): number {
		let at = this.#member(open + 1, true);
		while (at >= 0) {
			at = member(at);
			if (at >= 0) at = this.#member(at, false);
		}
		return at === ended ? this.#after : at;
	}

	/** From behind `{` or behind a value to the next value; `ended` at the object's end. */
	#member(from: number, isFirst: boolean): number {
		const bytes = this.#bytes;
		let at = skipSpace(bytes, from);
		if (at >= this.#end) return notJson;
		if (bytes[at] === closeBrace) {
			this.#after = at + 1;
			return ended;
		}
		if (!isFirst) {
			if (bytes[at] !== comma) return notJson;
			at = skipSpace(bytes, at + 1);
		}
		if (bytes[at] !== quote) return notJson;
		this.#keyFrom = at + 1;
		at = skipString(bytes, at + 1, this.#end);
		if (at < 0) return at;
		this.#keyTo = at - 1;
		at = skipSpace(bytes, at);
		if (bytes[at] !== colon) return notJson;
		return skipSpace(bytes, at + 1);
	}

	#isKey(name: string): boolean {
		return this.#keyTo - this.#keyFrom === name.length && isAt(this.#bytes, this.#keyFrom, name);
	}

	#skip(at: number): number {
		return skipValue(this.#bytes, at, this.#end, 0);
	}

	/** Keys that are written with escapes may be any key. */
	#isEscapedKey(): boolean {
		for (let at = this.#keyFrom; at < this.#keyTo; at++) if (this.#bytes[at] === backslash) return true;
		return false;
	}

	#text(at: number, field: TextField | TimeField): number {
		const after = this.#skip(at);
		if (this.#bytes[at] === quote) field.set(at + 1, after - 1);
		else field.clear();
		return after;
	}

	readonly #lineMember = (at: number): number => {
		const length = this.#keyTo - this.#keyFrom;
		switch (length) {
			case 3:
				if (this.#isKey('cwd')) return this.#text(at, this.#cwd);
				break;
			case 4:
				if (this.#isKey('uuid')) return this.#text(at, this.#uuid);
				if (this.#isKey('type')) return this.#type(at);
				break;
			case 7:
				if (this.#isKey('version')) return this.#text(at, this.#version);
				if (this.#isKey('message')) return this.#message(at);
				break;
			case 9:
				if (this.#isKey('sessionId')) return this.#text(at, this.#sessionId);
				if (this.#isKey('timestamp')) return this.#text(at, this.#timestamp);
				if (this.#isKey('gitBranch')) return this.#text(at, this.#branch);
				break;
			case 10:
				if (this.#isKey('entrypoint')) return this.#text(at, this.#entrypoint);
				break;
			case 11:
				if (this.#isKey('isSidechain')) return this.#sidechain(at);
				break;
		}
		return this.#isEscapedKey() ? unusual : this.#skip(at);
	};

	/** Only assistant lines are read here. */
	#type(at: number): number {
		return isAt(this.#bytes, at, '"assistant"') ? at + '"assistant"'.length : unusual;
	}

	#sidechain(at: number): number {
		const after = this.#skip(at);
		this.#isSidechain = this.#bytes[at] === letterT;
		return after;
	}

	#message(at: number): number {
		if (this.#hasMessage || this.#bytes[at] !== openBrace) return unusual;
		this.#hasMessage = true;
		return this.#object(at, this.#messageMember);
	}

	readonly #messageMember = (at: number): number => {
		switch (this.#keyTo - this.#keyFrom) {
			case 2:
				if (this.#isKey('id')) return this.#text(at, this.#messageId);
				break;
			case 5:
				if (this.#isKey('model')) return this.#text(at, this.#model);
				if (this.#isKey('usage')) return this.#usage(at);
				break;
			case 11:
				if (this.#isKey('stop_reason')) return this.#text(at, this.#stopReason);
				break;
		}
		return this.#isEscapedKey() ? unusual : this.#skip(at);
	};

	#usage(at: number): number {
		if (this.#hasUsage || this.#bytes[at] !== openBrace) return unusual;
		this.#hasUsage = true;
		return this.#object(at, this.#usageMember);
	}

	readonly #usageMember = (at: number): number => {
		switch (this.#keyTo - this.#keyFrom) {
			case 5:
				if (this.#isKey('speed')) return this.#text(at, this.#speed);
				break;
			case 10:
				if (this.#isKey('iterations')) return this.#iterations(at);
				break;
			case 12:
				if (this.#isKey('input_tokens')) {
					this.#hasCounts = true;
					const after = this.#count(at);
					this.#input = this.#counted;
					return after;
				}
				if (this.#isKey('service_tier')) return this.#text(at, this.#serviceTier);
				break;
			case 13:
				if (this.#isKey('output_tokens')) {
					this.#hasCounts = true;
					const after = this.#count(at);
					this.#output = this.#counted;
					return after;
				}
				if (this.#isKey('inference_geo')) return this.#text(at, this.#inferenceGeo);
				break;
			case 14:
				if (this.#isKey('cache_creation')) return this.#breakdown(at);
				break;
			case 15:
				if (this.#isKey('server_tool_use')) return this.#serverTools(at);
				break;
			case 23:
				if (this.#isKey('cache_read_input_tokens')) {
					const after = this.#count(at);
					this.#reads = this.#counted;
					return after;
				}
				break;
			case 27:
				if (this.#isKey('cache_creation_input_tokens')) {
					const after = this.#count(at);
					this.#writes = this.#counted;
					return after;
				}
				break;
		}
		return this.#isEscapedKey() ? unusual : this.#skip(at);
	};

	/** Iterations without a nested run add nothing; any other is unusual. */
	#iterations(at: number): number {
		const after = this.#skip(at);
		if (after < 0) return after;
		const list = this.#bytes.subarray(at, after);
		if (this.#bytes[at] !== openBracket || list.length === 2) return after;
		const isPlain = !list.includes('advisor') && !list.includes('compaction') && !list.includes(backslash);
		return isPlain ? after : unusual;
	}

	#breakdown(at: number): number {
		if (this.#hasBreakdown) return unusual;
		this.#hasBreakdown = true;
		if (this.#bytes[at] === letterN) return this.#skip(at);
		return this.#bytes[at] === openBrace ? this.#object(at, this.#breakdownMember) : unusual;
	}

	readonly #breakdownMember = (at: number): number => {
		if (this.#isKey('ephemeral_5m_input_tokens')) {
			const after = this.#count(at);
			this.#writes5m = this.#counted;
			return after;
		}
		if (this.#isKey('ephemeral_1h_input_tokens')) {
			const after = this.#count(at);
			this.#writes1h = this.#counted;
			return after;
		}
		return this.#isEscapedKey() ? unusual : this.#skip(at);
	};

	#serverTools(at: number): number {
		if (this.#hasServerTools) return unusual;
		this.#hasServerTools = true;
		if (this.#bytes[at] === letterN) return this.#skip(at);
		return this.#bytes[at] === openBrace ? this.#object(at, this.#serverToolMember) : unusual;
	}

	readonly #serverToolMember = (at: number): number => {
		if (this.#isKey('web_search_requests')) {
			const after = this.#count(at);
			this.#searches = this.#counted;
			return after;
		}
		return this.#isEscapedKey() ? unusual : this.#skip(at);
	};

	/** A count written as plain digits, or null for 0, into `#counted`; anything else is unusual. */
	#count(at: number): number {
		const after = this.#skip(at);
		this.#counted = 0;
		if (after < 0 || this.#bytes[at] === letterN) return after;
		if (after - at > mostDigits) return unusual;
		let count = 0;
		for (let index = at; index < after; index++) {
			const digit = (this.#bytes[index] ?? 0) - 0x30;
			if (digit < 0 || digit > 9) return unusual;
			count = count * 10 + digit;
		}
		this.#counted = count;
		return after;
	}

	#result(home: LineHome): UsageLine {
		if (!this.#hasMessage || !this.#hasUsage) return { kind: 'none' };
		const bytes = this.#bytes;
		const model = this.#model.text(bytes) ?? unknownModel;
		if (model === '<synthetic>') return { kind: 'synthetic' };
		if (!this.#hasCounts) return { kind: 'rejected', why: 'usage without token counts' };
		const callId = this.#messageId.text(bytes) ?? this.#uuid.text(bytes);
		if (callId === null) return { kind: 'rejected', why: 'neither a message id nor a uuid' };
		const atMs = this.#timestamp.ms(bytes);
		if (Number.isNaN(atMs)) return { kind: 'rejected', why: 'no readable timestamp' };
		return {
			kind: 'call',
			copy: {
				callId,
				sessionId: home.isSubagentFile ? home.sessionId : (this.#sessionId.text(bytes) ?? home.sessionId),
				origin: home.isSubagentFile || this.#isSidechain ? 'subagent' : 'main',
				atMs,
				model,
				speed: this.#speed.text(bytes),
				serviceTier: this.#serviceTier.text(bytes),
				inferenceGeo: this.#inferenceGeo.text(bytes),
				inputTokens: this.#input,
				outputTokens: this.#output,
				cacheWrite5mTokens: this.#writes === 0 ? this.#writes5m : Math.max(0, this.#writes - this.#writes1h),
				cacheWrite1hTokens: this.#writes1h,
				cacheReadTokens: this.#reads,
				webSearches: this.#searches,
				nested: noNested,
				outputIsPartial: this.#stopReason.isEmpty,
				version: this.#version.text(bytes),
				cwd: this.#cwd.text(bytes),
				branch: this.#branch.text(bytes),
			},
			entrypoint: this.#entrypoint.text(bytes),
			clampedFields: 0,
		};
	}
}
