import type { CoverageFormat } from '../../core/outcomes/coverageReport.js';
import { lineState } from '../../core/outcomes/coverageLines.js';
import { isCount, RefusedReport, type CoverageCollector } from './coverageCollector.js';
import { readJson, type Json, type JsonPath } from './jsonStream.js';
import { readLlvmFile } from './llvmCov.js';

type JsonObject = Readonly<Record<string, Json>>;

const isObject = (value: Json | undefined): value is Record<string, Json> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
const objectOf = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

/** First line of an Istanbul location. */
function startLine(location: Json | undefined): number {
	const line = objectOf(objectOf(location)['start'])['line'];
	return typeof line === 'number' ? line : NaN;
}

/** Lines of a file in Istanbul's `coverage-final.json`: a line has the most hits of the statements that start on it. */
function readIstanbulFile(path: string, value: JsonObject, into: CoverageCollector): void {
	const file = isObject(value['data']) ? value['data'] : value;
	const [statements, counts] = [objectOf(file['statementMap']), objectOf(file['s'])];
	into.open(typeof file['path'] === 'string' && file['path'] !== '' ? file['path'] : path);
	for (const [id, location] of Object.entries(statements)) {
		const count = counts[id];
		into.hits(startLine(location), isCount(count) ? count : null);
	}
	const [branches, taken] = [objectOf(file['branchMap']), objectOf(file['b'])];
	for (const [id, branch] of Object.entries(branches)) {
		const line = startLine(objectOf(branch)['loc']) || Number(objectOf(branch)['line']);
		if (Number.isInteger(line) && listOf(taken[id]).some((count) => count === 0)) into.demote(line);
	}
	into.close();
}

/** A file of `coverage json` (coverage.py). */
function readCoveragePyFile(path: string, file: JsonObject, into: CoverageCollector): void {
	into.open(path);
	for (const line of listOf(file['executed_lines'])) into.line(Number(line), lineState.covered);
	for (const line of listOf(file['missing_lines'])) into.line(Number(line), lineState.missed);
	for (const branch of listOf(file['missing_branches'])) into.demote(Number(listOf(branch)[0]));
	into.close();
}

/** A file of SimpleCov: hits by line, null or "ignored" where nothing can be covered. */
function readSimpleCovFile(path: string, value: Json, into: CoverageCollector): void {
	const lines = Array.isArray(value) ? value : listOf(objectOf(value)['lines']);
	into.open(path);
	lines.forEach((hits, index) => {
		if (hits === null || hits === 'ignored') return;
		into.hits(index + 1, isCount(hits) ? hits : null);
	});
	into.close();
}

/** How to read one JSON format: which values to put together, and what to make of them. */
interface JsonFormat {
	readonly wants: (path: JsonPath) => boolean;
	readonly take: (path: JsonPath, value: Json, into: CoverageCollector) => void;
}

const formats: Readonly<Record<Extract<CoverageFormat, 'istanbul' | 'istanbul-summary' | 'coverage.py' | 'llvm-cov' | 'simplecov'>, JsonFormat>> = {
	istanbul: {
		wants: (path) => path.length === 1,
		take: ([path = ''], value, into) => {
			if (isObject(value)) readIstanbulFile(path, value, into);
			else into.problem('coverage.bad-file', `${path.slice(0, 200)} is no file of Istanbul and is left out.`);
		},
	},
	'istanbul-summary': {
		wants: (path) => path.length === 1,
		take: ([path = ''], value, into) => {
			if (path === 'total') return;
			const lines = objectOf(objectOf(value)['lines']);
			into.totals(path, lines['total'], lines['covered']);
		},
	},
	'coverage.py': {
		wants: (path) => path.length === 2 && path[0] === 'files',
		take: ([, path = ''], value, into) => readCoveragePyFile(path, objectOf(value), into),
	},
	'llvm-cov': {
		wants: (path) => path.length === 4 && path[0] === 'data' && path[2] === 'files',
		take: (_, value, into) => {
			const file = objectOf(value);
			const name = typeof file['filename'] === 'string' ? file['filename'] : '';
			readLlvmFile(name, listOf(file['segments']), into);
		},
	},
	simplecov: {
		wants: (path) =>
			(path.length === 2 && path[0] === 'coverage') || (path.length === 3 && path[1] === 'coverage'),
		take: (path, value, into) => readSimpleCovFile(path.at(-1) ?? '', value, into),
	},
};
export type JsonCoverageFormat = keyof typeof formats;

/** Reads one of the JSON formats as a stream, one file of it at a time. */
export async function readJsonFormat(
	format: JsonCoverageFormat,
	texts: AsyncIterable<string>,
	into: CoverageCollector,
): Promise<void> {
	const { wants, take } = formats[format];
	const seen = { files: false };
	await readJson(texts, {
		wants: (path) => {
			if (path.length > 0) seen.files = true;
			return wants(path);
		},
		value: (path, value) => {
			if (wants(path)) take(path, value, into);
		},
	});
	if (!seen.files) throw new RefusedReport('it holds no file');
}
