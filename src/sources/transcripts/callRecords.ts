import {
	branchCell,
	cellCount,
	cwdCell,
	flagsCell,
	inferenceGeoCell,
	inputCell,
	instantCell,
	modelCell,
	outputCell,
	partialFlag,
	readsCell,
	searchesCell,
	serviceTierCell,
	sessionCell,
	speedCell,
	subagentFlag,
	versionCell,
	writes1hCell,
	writes5mCell,
} from '../../core/usage/callCells.js';
import { unknownModel } from '../../core/usage/callCopies.js';
import { textAt } from './fieldText.js';
import { rejected, type LineHome, type UsageLine } from './usageLine.js';
import type { ReadingTask } from './readingTask.js';
import type { ReadingCounts, UsageReading } from './usageReading.js';
import * as layout from './wasm/record.js';
import type { WasmScanner } from './wasmScanner.js';

/**
 * Takes calls over from a scanner's records, without making an object of each. One record must follow the other as the
 * scanner left them: a record only says that a text is the same as before.
 */
export class CallRecords {
	readonly #scanner: WasmScanner;
	/** The last record's texts, and their places in the table of `#reading`; -1 while not asked for. */
	readonly #texts: (string | null)[] = Array.from({ length: layout.textCount }, () => null);
	readonly #places = new Int32Array(layout.textCount);
	readonly #cells = new Float64Array(cellCount);
	#reading: UsageReading | null = null;

	constructor(scanner: WasmScanner) {
		this.#scanner = scanner;
	}

	/** Takes in the call of record `index`, or says why it is none; `counts` belong to the line's file. */
	take(index: number, task: ReadingTask, reading: UsageReading, counts: ReadingCounts, line: number): void {
		const { words, bytes } = this.#scanner;
		const word = index * layout.recordWords;
		if (this.#reading !== reading) {
			this.#reading = reading;
			this.#places.fill(-1);
		}
		this.#readTexts(word);
		const flags = words[word + layout.flagsAt] ?? 0;
		const found = this.#refusal(flags) ?? this.#addCall(word, flags, bytes, task, reading);
		if (found !== null) reading.add(found, counts, { file: task.path, line, mtimeMs: task.mtimeMs });
	}

	/** What the line is instead of a call. */
	#refusal(flags: number): UsageLine | null {
		if (this.#texts[layout.modelText] === '<synthetic>') return { kind: 'synthetic' };
		return (flags & layout.countsFlag) === 0 ? rejected('usage without token counts') : null;
	}

	/** Reads the texts that differ from the record before; mostly none does. */
	#readTexts(word: number): void {
		const { words, bytes } = this.#scanner;
		let different = sharedTexts & ~(words[word + layout.sameAt] ?? 0);
		while (different !== 0) {
			const text = 31 - Math.clz32(different);
			different ^= 1 << text;
			this.#texts[text] = this.#textOf(word, text, bytes);
			this.#places[text] = -1;
		}
	}

	/** A text of a record; null when there is none. */
	#textOf(word: number, text: number, bytes: Buffer): string | null {
		const { words } = this.#scanner;
		const from = words[word + layout.textsAt + text * 2] ?? 0;
		const to = words[word + layout.textsAt + text * 2 + 1] ?? 0;
		return from === to ? null : textAt(bytes, from, to);
	}

	#addCall(
		word: number,
		flags: number,
		bytes: Buffer,
		home: LineHome,
		reading: UsageReading,
	): UsageLine | null {
		const { words, numbers } = this.#scanner;
		const number = word / 2;
		const idAt = word + layout.textsAt + layout.messageIdText * 2;
		const idFrom = words[idAt] ?? 0;
		const idTo = words[idAt + 1] ?? 0;
		const uuid = idFrom === idTo ? this.#textOf(word, layout.uuidText, bytes) : null;
		if (idFrom === idTo && uuid === null) return rejected('neither a message id nor a uuid');
		let atMs = numbers[number + layout.instantAt] ?? NaN;
		if (Number.isNaN(atMs)) atMs = Date.parse(this.#textOf(word, layout.timestampText, bytes) ?? '');
		if (Number.isNaN(atMs)) return rejected('no readable timestamp');
		const cells = this.#cells;
		const writes = numbers[number + layout.writesAt] ?? 0;
		const writes1h = numbers[number + layout.writes1hAt] ?? 0;
		cells[instantCell] = atMs;
		cells[inputCell] = numbers[number + layout.inputAt] ?? 0;
		cells[outputCell] = numbers[number + layout.outputAt] ?? 0;
		cells[writes5mCell] =
			writes === 0 ? (numbers[number + layout.writes5mAt] ?? 0) : Math.max(0, writes - writes1h);
		cells[writes1hCell] = writes1h;
		cells[readsCell] = numbers[number + layout.readsAt] ?? 0;
		cells[searchesCell] = numbers[number + layout.searchesAt] ?? 0;
		const isSubagent = home.isSubagentFile || (flags & layout.sidechainFlag) !== 0;
		const isPartial = this.#texts[layout.stopReasonText] === null;
		cells[flagsCell] = (isPartial ? partialFlag : 0) + (isSubagent ? subagentFlag : 0);
		const ownSession = home.isSubagentFile ? null : (this.#texts[layout.sessionIdText] ?? null);
		const sessionId = ownSession ?? home.sessionId;
		const { copies } = reading;
		cells[sessionCell] =
			ownSession === null ? copies.textPlace(sessionId) : this.#place(layout.sessionIdText, reading);
		cells[modelCell] =
			this.#texts[layout.modelText] === null
				? copies.textPlace(unknownModel)
				: this.#place(layout.modelText, reading);
		cells[speedCell] = this.#place(layout.speedText, reading);
		cells[serviceTierCell] = this.#place(layout.serviceTierText, reading);
		cells[inferenceGeoCell] = this.#place(layout.inferenceGeoText, reading);
		cells[versionCell] = this.#place(layout.versionText, reading);
		cells[cwdCell] = this.#place(layout.cwdText, reading);
		cells[branchCell] = this.#place(layout.branchText, reading);
		if ((flags & layout.plainIdFlag) !== 0 && uuid === null) copies.addCells(cells, bytes, idFrom, idTo);
		else copies.addCellsOf(uuid ?? textAt(bytes, idFrom, idTo), cells);
		reading.see(
			sessionId,
			atMs,
			this.#texts[layout.entrypointText] ?? null,
			this.#texts[layout.cwdText] ?? null,
		);
		return null;
	}

	/** Place of the last record's text in the reading's table. */
	#place(text: number, reading: UsageReading): number {
		let place = this.#places[text] ?? -1;
		if (place < 0) {
			place = reading.copies.textPlace(this.#texts[text] ?? null);
			this.#places[text] = place;
		}
		return place;
	}
}

/** A bit for each text but those that differ from line to line, which are read only when asked for. */
const sharedTexts =
	((1 << layout.textCount) - 1) &
	~((1 << layout.uuidText) | (1 << layout.timestampText) | (1 << layout.messageIdText));
