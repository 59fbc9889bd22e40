import { z } from 'zod';
import { messageOf, OutlayError } from '../../core/errors.js';
import { lineState } from '../../core/outcomes/coverageLines.js';
import type { CoverageReport } from '../../core/outcomes/coverageReport.js';
import { CoverageCollector } from './coverageCollector.js';
import type { CoverageSource } from './coverageSource.js';

export interface CodecovOptions {
	/** `owner/name` on GitHub. */
	readonly repo: string;
	/** Read token of the API; public repositories need none. Sent to this address only. */
	readonly token: string | null;
	/** Address of the API. */
	readonly url?: string;
	readonly signal: AbortSignal;
}

const timeoutMs = 20_000;
const maxBytes = 128 * 1024 * 1024;

/** Codecov API v2 `report/`: lines as [line, 0 hit | 1 miss | 2 partial]. */
const reportSchema = z.object({
	files: z.array(
		z.object({
			name: z.string(),
			line_coverage: z.array(z.tuple([z.number(), z.union([z.literal(0), z.literal(1), z.literal(2)])])),
		}),
	),
});
const stateOf = { 0: lineState.covered, 1: lineState.missed, 2: lineState.partial } as const;

async function bodyOf(response: Response): Promise<string> {
	const parts: Uint8Array[] = [];
	let size = 0;
	for await (const part of response.body ?? []) {
		const bytes = part as Uint8Array;
		size += bytes.length;
		if (size > maxBytes) throw new OutlayError('environment', 'Codecov answered with more than 128 MB.');
		parts.push(bytes);
	}
	return Buffer.concat(parts).toString('utf8');
}

/** The address of the API; throws `usage` unless it is HTTPS (HTTP only on this machine), since the token goes there. */
function checkedAddress(text: string): URL {
	const url = URL.canParse(text) ? new URL(text) : null;
	const isHere = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url?.hostname ?? '');
	if (url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isHere))) return url;
	throw new OutlayError('usage', 'CODECOV_API_URL is no https address.', {
		hint: 'Use the address of the API alone, like https://codecov.example.com.',
	});
}

/** What a refusal means and what to do. */
function failure(status: number, repo: string): OutlayError {
	const hint =
		status === 401 || status === 403
			? 'Set CODECOV_API_TOKEN to an API access token of an account that may read the repository.'
			: status === 429
				? 'Codecov limits how often it may be asked; try again later.'
				: 'Try again later, or use reports from files with --coverage FOLDER.';
	return new OutlayError('environment', `Codecov refused the coverage of ${repo} (${status}).`, { hint });
}

/** Reports that a team uploads to Codecov, one a commit. A commit that Codecov does not know has none. */
export function codecovSource(options: CodecovOptions): CoverageSource {
	const { repo, token, signal } = options;
	const url = checkedAddress(options.url ?? 'https://api.codecov.io');
	const [owner = '', name = ''] = repo.split('/').map(encodeURIComponent);
	const reportOf = async (commit: string): Promise<CoverageReport | null> => {
		const address = new URL(`/api/v2/github/${owner}/repos/${name}/report/?sha=${commit}`, url);
		let response: Response;
		try {
			response = await fetch(address, {
				headers: { accept: 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
				redirect: 'error',
				signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
			});
		} catch (cause) {
			if (signal.aborted) throw new OutlayError('cancelled', 'Cancelled.', { cause });
			throw new OutlayError('environment', `Codecov could not be reached: ${messageOf(cause)}`, { cause });
		}
		if (response.status === 404) {
			await response.body?.cancel();
			return null;
		}
		if (!response.ok) {
			await response.body?.cancel();
			throw failure(response.status, repo);
		}
		return parseCodecovReport(commit, await bodyOf(response));
	};
	return {
		name: 'Codecov',
		has: () => Promise.resolve(true),
		reportsOf: async (commit) => {
			const report = await reportOf(commit);
			return report === null || report.files.length === 0 ? [] : [report];
		},
	};
}

/** One answer of Codecov's `report/`. */
export function parseCodecovReport(commit: string, body: string): CoverageReport {
	const file = `Codecov ${commit.slice(0, 12)}`;
	let parsed: z.infer<typeof reportSchema>;
	try {
		parsed = reportSchema.parse(JSON.parse(body));
	} catch (cause) {
		throw new OutlayError('environment', `Codecov's answer for ${commit.slice(0, 12)} is not a report.`, { cause });
	}
	const into = new CoverageCollector(file);
	for (const { name, line_coverage: lines } of parsed.files) {
		into.open(name);
		for (const [line, state] of lines) into.line(line, stateOf[state]);
	}
	return { file, format: 'codecov', lineDetail: true, sources: [], ...into.finish() };
}
