import { lineState, maxLine } from '../../core/outcomes/coverageLines.js';
import { isCount, type CoverageCollector } from './coverageCollector.js';
import type { Json } from './jsonStream.js';

/** `[line, column, count, hasCount, isRegionEntry, isGapRegion]`: from here on, until the next segment, this holds. */
interface Segment {
	readonly line: number;
	readonly count: number;
	readonly hasCount: boolean;
	/** Starts a region of code (not a gap between regions). */
	readonly isStart: boolean;
	readonly isEntry: boolean;
}

function segmentOf(value: Json, path: string, into: CoverageCollector): Segment | null {
	const [line, , count, hasCount, isEntry, isGap] = Array.isArray(value) ? value : [];
	if (typeof line !== 'number' || !Number.isInteger(line) || line < 1 || line > maxLine || !isCount(count)) {
		into.problem('coverage.bad-line', `A segment of ${path.slice(0, 200)} is none and is left out.`);
		return null;
	}
	const has = hasCount === true || hasCount === 1;
	const entry = isEntry === true || isEntry === 1;
	const gap = isGap === true || isGap === 1;
	return { line, count, hasCount: has, isStart: has && entry && !gap, isEntry: entry };
}

/**
 * Lines of a file in `llvm-cov export`, as LLVM itself folds segments to lines (`LineCoverageStats`): a line is
 * coverable when a counted region covers its start or starts on it (and it does not open with a skipped region); its
 * count is the highest of those. A line with a region that never ran beside one that did is partly covered.
 */
export function readLlvmFile(path: string, values: readonly Json[], into: CoverageCollector): void {
	into.open(path);
	const segments = values.map((value) => segmentOf(value, path, into)).filter((segment) => segment !== null);
	let wrapped: Segment | null = null;
	let at = 0;
	const last = segments.at(-1)?.line ?? 0;
	for (let line = segments[0]?.line ?? 1; line <= last; line++) {
		const own: Segment[] = [];
		for (let segment = segments[at]; segment !== undefined && segment.line <= line; segment = segments[++at]) {
			if (segment.line === line) own.push(segment);
		}
		const starts = own.filter(({ isStart }) => isStart);
		const isSkipped = own[0] !== undefined && !own[0].hasCount && own[0].isEntry;
		const isMapped = !isSkipped && (wrapped?.hasCount === true || starts.length > 0);
		if (isMapped) {
			const counts = starts.map(({ count }) => count);
			if (wrapped?.hasCount === true) counts.push(wrapped.count);
			const most = Math.max(...counts);
			const isPartial = most > 0 && counts.includes(0);
			into.line(line, most === 0 ? lineState.missed : isPartial ? lineState.partial : lineState.covered);
		}
		wrapped = own.at(-1) ?? wrapped;
	}
	into.close();
}
