import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { messageOf, OutlayError } from '../../core/errors.js';
import type { CoverageReport } from '../../core/outcomes/coverageReport.js';
import type { Problem } from '../../core/problem.js';
import { refused } from './coverageCollector.js';
import { readCoverage } from './readCoverage.js';

const maxEntries = 2000;
const maxTotalBytes = 200 * 1024 * 1024;
const maxRatio = 100;
const reportName = /\.(?:info|lcov|xml|json|out|cov|txt)$/i;
const symlink = 0o120000;
const hint = 'Upload the coverage report alone as the artifact.';

/** Checks the archive's directory before anything is inflated; throws what the user is told. */
function checkEntry(name: string, entry: Entry, seen: { entries: number; bytes: number }): void {
	seen.entries++;
	seen.bytes += entry.uncompressedSize;
	if (seen.entries > maxEntries) throw refused(name, `it holds more than ${maxEntries} files`, hint);
	if (seen.bytes > maxTotalBytes) throw refused(name, 'it inflates to more than 200 MB', hint);
	if (entry.uncompressedSize > maxRatio * Math.max(entry.compressedSize, 1024)) {
		throw refused(name, 'a file in it is compressed more than a hundred times', hint);
	}
	if (((entry.externalFileAttributes >>> 16) & 0o170000) === symlink) throw refused(name, 'it holds a link', hint);
}

function open(name: string, bytes: Buffer): Promise<ZipFile> {
	return new Promise((resolve, reject) => {
		fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: true }, (error: Error | null, zip) => {
			if (error === null) resolve(zip);
			else reject(refused(name, `it is no zip archive (${error.message})`, hint));
		});
	});
}

/** The entries of the directory, in order, each checked. */
async function entriesOf(name: string, zip: ZipFile): Promise<Entry[]> {
	const entries: Entry[] = [];
	const seen = { entries: 0, bytes: 0 };
	await new Promise<void>((resolve, reject) => {
		zip.on('entry', (entry: Entry) => {
			try {
				checkEntry(name, entry, seen);
				entries.push(entry);
				zip.readEntry();
			} catch (error) {
				reject(error instanceof Error ? error : new Error(messageOf(error)));
			}
		});
		zip.on('end', resolve);
		zip.on('error', (error: Error) => reject(refused(name, `it is damaged (${error.message})`, hint)));
		zip.readEntry();
	});
	return entries;
}

function streamOf(zip: ZipFile, entry: Entry): Promise<AsyncIterable<Uint8Array>> {
	return new Promise((resolve, reject) => {
		zip.openReadStream(entry, (error: Error | null, stream) => {
			if (error === null) resolve(stream as AsyncIterable<Uint8Array>);
			else reject(error);
		});
	});
}

/**
 * Coverage reports inside a zip archive, as CI keeps them. Refused by name: more than 2,000 entries, more than 200 MB
 * inflated, compressed more than 100:1, links. Nothing is written to disk. Files that are no reports are passed over.
 */
export async function readZippedReports(name: string, bytes: Buffer, problems: Problem[]): Promise<CoverageReport[]> {
	const zip = await open(name, bytes);
	try {
		const reports: CoverageReport[] = [];
		for (const entry of await entriesOf(name, zip)) {
			if (!reportName.test(entry.fileName)) continue;
			const file = `${name}:${entry.fileName}`;
			try {
				reports.push(await readCoverage(file, await streamOf(zip, entry)));
			} catch (error) {
				if (!OutlayError.is(error, 'environment')) throw refused(name, `it is damaged (${messageOf(error)})`, hint);
				problems.push({ code: 'coverage.not-a-report', what: messageOf(error), file });
			}
		}
		return reports;
	} finally {
		zip.close();
	}
}
