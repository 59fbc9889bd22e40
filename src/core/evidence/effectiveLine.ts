/**
 * Lines as Anthropic's contribution metrics compare them: trimmed, runs of spaces collapsed, quotes unified,
 * lower-cased. A line is *effective* when more than three characters remain and it is not only brackets; lines of
 * more than 1,000 characters are left out.
 */
export const longestLine = 1000;

/** The normalised line, or null when it is not effective. */
export function normalizeLine(line: string): string | null {
	if (line.length > longestLine * 2) return null;
	const text = line
		.trim()
		.replaceAll(/\s+/g, ' ')
		.replaceAll(/["'`‘’“”]/g, "'")
		.toLowerCase();
	if (text.length <= 3 || text.length > longestLine) return null;
	return /^[\s[\](){}<>;,]*$/.test(text) ? null : text;
}

/**
 * Hash of a normalised effective line, an integer below 2^48; null when the line is not effective. Two mixed 32-bit
 * rounds (cyrb53): not reversible to text, and collisions are too rare to move a count.
 */
export function lineHash(line: string): number | null {
	const text = normalizeLine(line);
	if (text === null) return null;
	let one = 0xdeadbeef;
	let two = 0x41c6ce57;
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		one = Math.imul(one ^ code, 2654435761);
		two = Math.imul(two ^ code, 1597334677);
	}
	one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909);
	two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
	return 4294967296 * (0xffff & two) + (one >>> 0);
}

/** Hashes of the effective ones among some lines, in order. */
export function lineHashes(lines: Iterable<string>): number[] {
	const hashes: number[] = [];
	for (const line of lines) {
		const hash = lineHash(line);
		if (hash !== null) hashes.push(hash);
	}
	return hashes;
}

const generatedNames = new Set([
	'package-lock.json',
	'npm-shrinkwrap.json',
	'shrinkwrap.yaml',
	'pnpm-lock.yaml',
	'packages.lock.json',
	'gradle.lockfile',
	'package.resolved',
	'go.sum',
	'go.work.sum',
	'bun.lockb',
]);
const generatedEnds = [
	'.lock',
	'.lock.hcl',
	'.min.js',
	'.min.mjs',
	'.min.cjs',
	'.min.css',
	'.map',
	'.snap',
	'.snap.new',
	'.pbobjc.h',
	'.pbobjc.m',
	'_pb2.py',
	'_pb2.pyi',
	'_pb2_grpc.py',
];
const generatedFolders =
	/(?:^|\/)(?:dist|build|node_modules|target|vendor|__generated__|__snapshots__|snapshots|cassettes|__mocks__|mock-?data|fixtures\/vcr_cassettes|drizzle\/meta)\//i;

/**
 * True for files whose lines count for nobody: lock files, generated and minified code, build output, vendored
 * code, snapshots, cassettes and mock data.
 */
export function isGeneratedPath(path: string): boolean {
	const name = path.slice(path.lastIndexOf('/') + 1);
	if (generatedNames.has(name.toLowerCase())) return true;
	if (/(?:\.generated|\.g|\.gen|\.freezed|\.designer|[._]pb|_generated)\.[^./]+$/i.test(name)) return true;
	return generatedEnds.some((end) => name.endsWith(end)) || generatedFolders.test(path);
}
