import { createReadStream } from 'node:fs';
import type { CoverageReport } from '../../core/outcomes/coverageReport.js';
import { messageOf, OutlayError } from '../../core/errors.js';
import { CoverageCollector, refused, RefusedReport } from './coverageCollector.js';
import { coverageFormatOf, sniffCharacters } from './coverageFormat.js';
import { textOf } from './coverageText.js';
import { readJsonFormat } from './jsonFormats.js';
import { readGo, readLcov } from './lineFormats.js';
import { readClover, readCobertura, readJacoco } from './xmlFormats.js';

const hint =
	'Known are lcov, Cobertura, Clover, JaCoCo, Istanbul, Go cover profiles, coverage.py JSON, llvm-cov JSON and SimpleCov.';

/** The whole text again, after enough of its beginning to tell the format was read. */
async function sniffed(texts: AsyncGenerator<string>): Promise<{ head: string; whole: AsyncGenerator<string> }> {
	let head = '';
	while (head.length < sniffCharacters) {
		const next = await texts.next();
		if (next.done === true) break;
		head += next.value;
	}
	const start = head;
	async function* whole(): AsyncGenerator<string> {
		yield start;
		yield* texts;
	}
	return { head: head.slice(0, sniffCharacters), whole: whole() };
}

/**
 * Reads one coverage report of any of the ten formats from a stream of bytes; memory depends on the code covered, not
 * on the report's size. What is wrong in parts is a problem of the report; a report that is wrong as a whole (not
 * well-formed, cut off, hostile, unknown) is an `environment` error that names it. Paths are as the report has them.
 */
export async function readCoverage(file: string, chunks: AsyncIterable<Uint8Array>): Promise<CoverageReport> {
	const into = new CoverageCollector(file);
	try {
		const { head, whole } = await sniffed(textOf(chunks));
		const format = coverageFormatOf(head);
		let sources: string[] = [];
		if (format === 'lcov') await readLcov(whole, into);
		else if (format === 'go') await readGo(whole, into);
		else if (format === 'cobertura') sources = await readCobertura(whole, into);
		else if (format === 'clover') await readClover(whole, into);
		else if (format === 'jacoco') await readJacoco(whole, into);
		else await readJsonFormat(format, whole, into);
		const lineDetail = format !== 'istanbul-summary';
		return { file, format, lineDetail, sources, ...into.finish() };
	} catch (error) {
		if (error instanceof RefusedReport) throw refused(file, error.message, hint);
		throw error;
	}
}

/** Reads a report from a file; see `readCoverage`. */
export async function readCoverageFile(path: string, name = path): Promise<CoverageReport> {
	const stream = createReadStream(path);
	try {
		return await readCoverage(name, stream as AsyncIterable<Uint8Array>);
	} catch (error) {
		if (OutlayError.is(error)) throw error;
		throw new OutlayError('environment', `Coverage report ${name} could not be read: ${messageOf(error)}`, { cause: error });
	} finally {
		stream.destroy();
	}
}
