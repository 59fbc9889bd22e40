import type { PullRequest } from '../../../src/core/pullRequest.js';
import { digestPullRequest } from '../../../src/sources/pullRequests/digest.js';
import { pullRequestLineSchema } from '../../../src/sources/pullRequests/line.js';
import type { z } from 'zod';

/** A line of an import file, as far as a case needs it. */
export type Line = Partial<z.input<typeof pullRequestLineSchema>>;

/** A pull request of `acme/app`, through the same check and digest as every source. */
export function pullRequestOf(line: Line): PullRequest {
	const defaults = {
		repo: 'acme/app',
		number: 1,
		author: { login: 'ada' },
		createdAt: '2026-03-02T09:00:00Z',
	};
	return digestPullRequest(pullRequestLineSchema.parse({ ...defaults, ...line }), 'import', []);
}

/** A full SHA that starts with these characters. */
export const sha = (start: string): string => start.padEnd(40, '0');
