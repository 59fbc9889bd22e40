import { OutlayError } from '../../core/errors.js';
import type { Problem } from '../../core/problem.js';
import type { CoverageSource } from './coverageSource.js';

/**
 * A service whose failure is one problem and not the end of the report: after it the service is not asked again in this
 * run, and the coverage of the commits that it was not asked about stays unknown. What was read before is kept.
 */
export function guardedSource(source: CoverageSource, problems: Problem[]): CoverageSource {
	let isOff = false;
	return {
		name: source.name,
		has: async (commit) => !isOff && (await source.has(commit)),
		reportsOf: async (commit) => {
			if (isOff) return [];
			try {
				return await source.reportsOf(commit);
			} catch (error) {
				if (!OutlayError.is(error, 'environment')) throw error;
				isOff = true;
				const hint = error.hint === null ? '' : ` ${error.hint}`;
				const rest = 'Coverage of the commits that were left stays unknown; the next run goes on with them.';
				problems.push({ code: 'coverage.source-failed', what: `${error.message}${hint} ${rest}` });
				return [];
			}
		},
	};
}
