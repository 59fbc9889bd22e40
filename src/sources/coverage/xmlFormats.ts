import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { lineState } from '../../core/outcomes/coverageLines.js';
import { countOf, RefusedReport, type CoverageCollector } from './coverageCollector.js';

/** What a format makes of the elements of its report. */
interface ElementReader {
	open(tag: string, attributes: Readonly<Record<string, string>>): void;
	close?(tag: string, text: string): void;
	/** Element whose text is wanted. */
	readonly textOf?: string;
}

/** Most characters that may pass without an element: more is a text made to exhaust memory. */
const maxSilence = 16 * 1024 * 1024;
const sliceCharacters = 64 * 1024;
const maxTextCharacters = 4096;

/**
 * Reads XML as a stream. A DOCTYPE that only names its public DTD is passed over (JaCoCo and Cobertura write one; it
 * is never fetched); one with declarations of its own is refused, and so is every entity that XML does not define.
 */
async function readXml(texts: AsyncIterable<string>, reader: ElementReader): Promise<void> {
	const parser = new SaxesParser();
	let silence = 0;
	const wanted: { text: string | null } = { text: null };
	parser.on('error', (error) => {
		throw new RefusedReport(`it is not well-formed XML (${error.message})`);
	});
	parser.on('doctype', (doctype) => {
		if (doctype.includes('[')) throw new RefusedReport('its DOCTYPE declares entities or other things of its own');
	});
	parser.on('opentag', (tag: SaxesTagPlain) => {
		silence = 0;
		reader.open(tag.name, tag.attributes);
		wanted.text = tag.name === reader.textOf ? '' : null;
	});
	if (reader.textOf !== undefined) {
		parser.on('text', (part) => {
			if (wanted.text !== null && wanted.text.length < maxTextCharacters) wanted.text += part.slice(0, maxTextCharacters);
		});
	}
	parser.on('closetag', (tag) => {
		silence = 0;
		reader.close?.(tag.name, wanted.text ?? '');
		wanted.text = null;
	});
	for await (const whole of texts) {
		for (let at = 0; at < whole.length; at += sliceCharacters) {
			const slice = whole.slice(at, at + sliceCharacters);
			silence += slice.length;
			if (silence > maxSilence) throw new RefusedReport('an element of it is larger than 16 MB');
			parser.write(slice);
		}
	}
	parser.close();
}

/** A line as Cobertura writes it. */
interface CoberturaLine {
	readonly number: number;
	readonly hits: number | null;
	readonly isPartial: boolean;
}

function coberturaLine(attributes: Readonly<Record<string, string>>): CoberturaLine {
	const taken = /\((\d+)\/(\d+)\)/.exec(attributes['condition-coverage'] ?? '');
	const isPartial = taken !== null && Number(taken[1]) < Number(taken[2]);
	return { number: Number(attributes['number']), hits: countOf(attributes['hits']), isPartial };
}

const maxMethodLines = 1_000_000;

/**
 * Cobertura: `<class filename>` with `<line number hits branch condition-coverage>`; returns its `<source>` folders.
 * Lines of a class count; those of its methods, which some tools give for the declaration, only where it has no own.
 */
export async function readCobertura(texts: AsyncIterable<string>, into: CoverageCollector): Promise<string[]> {
	const sources: string[] = [];
	let ofMethods: CoberturaLine[] = [];
	let hasOwn = false;
	let isInMethod = false;
	const take = (line: CoberturaLine): void => into.hits(line.number, line.hits, line.isPartial);
	await readXml(texts, {
		textOf: 'source',
		open(tag, attributes) {
			if (tag === 'class') into.open(attributes['filename'] ?? '');
			else if (tag === 'method') isInMethod = true;
			else if (tag === 'line' && !isInMethod) {
				hasOwn = true;
				take(coberturaLine(attributes));
			} else if (tag === 'line' && ofMethods.length < maxMethodLines) ofMethods.push(coberturaLine(attributes));
		},
		close(tag, text) {
			if (tag === 'method') isInMethod = false;
			else if (tag === 'class') {
				if (!hasOwn) ofMethods.forEach(take);
				into.close();
				ofMethods = [];
				hasOwn = false;
			} else if (tag === 'source' && text.trim() !== '' && sources.length < 1000) sources.push(text.trim());
		},
	});
	return sources;
}

/** Clover: `<file path>` (or `name`) with `<line num type count truecount falsecount>`. */
export async function readClover(texts: AsyncIterable<string>, into: CoverageCollector): Promise<void> {
	await readXml(texts, {
		open(tag, attributes) {
			if (tag === 'file') into.open(attributes['path'] ?? attributes['name'] ?? '');
			else if (tag === 'line') {
				if (attributes['type'] !== 'cond' || attributes['count'] !== undefined) {
					const sides = [countOf(attributes['truecount']), countOf(attributes['falsecount'])];
					into.hits(Number(attributes['num']), countOf(attributes['count']), sides.includes(0));
					return;
				}
				const [yes, no] = [countOf(attributes['truecount']), countOf(attributes['falsecount'])];
				const hits = yes === null || no === null ? null : yes + no;
				into.hits(Number(attributes['num']), hits, yes === 0 || no === 0);
			}
		},
		close(tag) {
			if (tag === 'file') into.close();
		},
	});
}

/** JaCoCo: `<package name><sourcefile name><line nr mi ci mb cb>`; covered when an instruction of the line ran. */
export async function readJacoco(texts: AsyncIterable<string>, into: CoverageCollector): Promise<void> {
	let packageName = '';
	await readXml(texts, {
		open(tag, attributes) {
			if (tag === 'package') packageName = attributes['name'] ?? '';
			else if (tag === 'sourcefile') {
				const name = attributes['name'] ?? '';
				into.open(packageName === '' ? name : `${packageName}/${name}`);
			} else if (tag === 'line') {
				const [missed, ran, branches] = ['mi', 'ci', 'mb'].map((key) => countOf(attributes[key] ?? '0'));
				const isKnown = typeof missed === 'number' && typeof ran === 'number' && typeof branches === 'number';
				if (isKnown && ran > 0 && (missed > 0 || branches > 0)) into.line(Number(attributes['nr']), lineState.partial);
				else into.hits(Number(attributes['nr']), isKnown ? ran : null);
			}
		},
		close(tag) {
			if (tag === 'sourcefile') into.close();
		},
	});
}
