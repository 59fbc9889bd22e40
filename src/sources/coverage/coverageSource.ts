import type { CoverageReport } from '../../core/outcomes/coverageReport.js';

/** A place that has coverage reports of commits. */
export interface CoverageSource {
	/** As the reader should know it: a folder, `GitHub Actions artifacts`, `Codecov`. */
	readonly name: string;
	/** Whether it may have reports of a commit; asked before a base is looked for further back. */
	has(commit: string): Promise<boolean>;
	/** Reports of a commit, paths as written; empty when it has none after all. */
	reportsOf(commit: string): Promise<readonly CoverageReport[]>;
}
