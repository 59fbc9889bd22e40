import { z } from 'zod';
import { messageOf, OutlayError } from '../../core/errors.js';
import type { CoverageReport } from '../../core/outcomes/coverageReport.js';
import type { Problem } from '../../core/problem.js';
import type { CoverageSource } from './coverageSource.js';
import { readZippedReports } from './zipReports.js';

export interface ArtifactOptions {
	/** `owner/name`. */
	readonly repo: string;
	/** REST address, e.g. `https://api.github.com`. */
	readonly apiUrl: string;
	/** Artifacts can only be downloaded signed in (Actions: read). */
	readonly token: string;
	readonly signal: AbortSignal;
	readonly problems: Problem[];
}

const timeoutMs = 60_000;
const maxBytes = 100 * 1024 * 1024;
const coverageName = /cov|jacoco|clover/i;
const runsSchema = z.object({ workflow_runs: z.array(z.object({ id: z.number().int() })) });
const artifactsSchema = z.object({
	artifacts: z.array(
		z.object({ id: z.number().int(), name: z.string(), expired: z.boolean(), size_in_bytes: z.number() }),
	),
});

/** What a refusal means and what to do; a limit is told from a missing right. */
function refusal({ status, headers }: Response, repo: string): OutlayError {
	const isLimit =
		status === 429 || headers.get('x-ratelimit-remaining') === '0' || headers.get('retry-after') !== null;
	const resetMs = Number(headers.get('x-ratelimit-reset')) * 1000;
	const when = resetMs > 0 ? ` after ${new Date(resetMs).toISOString()}` : ' later';
	return new OutlayError('environment', `GitHub refused the artifacts of ${repo} (${status}).`, {
		hint: isLimit
			? `The limit of requests is used up; run it again${when}.`
			: 'The token needs read access to Actions.',
	});
}

function parsed<Shape>(body: Buffer, schema: z.ZodType<Shape>, repo: string): Shape {
	try {
		return schema.parse(JSON.parse(body.toString('utf8')));
	} catch (cause) {
		throw new OutlayError('environment', `GitHub's answer on the artifacts of ${repo} cannot be read.`, { cause });
	}
}

/** Coverage artifacts (`*cov*`, `*jacoco*`, `*clover*`) of the workflow runs of a commit. */
export function artifactSource(options: ArtifactOptions): CoverageSource {
	const { repo, apiUrl, token, signal, problems } = options;
	const request = async (address: URL, withToken: boolean): Promise<Response> => {
		try {
			return await fetch(address, {
				headers: withToken ? { accept: 'application/vnd.github+json', authorization: `Bearer ${token}` } : {},
				redirect: 'manual',
				signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
			});
		} catch (cause) {
			if (signal.aborted) throw new OutlayError('cancelled', 'Cancelled.', { cause });
			throw new OutlayError('environment', `${address.host} could not be reached: ${messageOf(cause)}`, { cause });
		}
	};
	const urlOf = (path: string): URL => new URL(`${apiUrl.replace(/\/$/, '')}/repos/${repo}/actions/${path}`);
	const get = async <Shape>(path: string, schema: z.ZodType<Shape>): Promise<Shape> => {
		const response = await request(urlOf(path), true);
		if (!response.ok) {
			await response.body?.cancel();
			throw refusal(response, repo);
		}
		return parsed(await bytesOf(response), schema, repo);
	};
	/** The archive is on a storage host: the token stays behind. */
	const download = async (id: number): Promise<Buffer | null> => {
		let response = await request(urlOf(`artifacts/${id}/zip`), true);
		const location = response.headers.get('location');
		if (response.status >= 300 && response.status < 400 && location !== null) {
			const to = new URL(location, apiUrl);
			if (to.protocol !== new URL(apiUrl).protocol) return null;
			response = await request(to, false);
		}
		if (response.ok) return bytesOf(response);
		await response.body?.cancel();
		return null;
	};
	const note = (code: string, what: string): void => void problems.push({ code, what });
	return {
		name: 'GitHub Actions artifacts',
		has: () => Promise.resolve(true),
		reportsOf: async (commit) => {
			const { workflow_runs: runs } = await get(`runs?head_sha=${commit}&per_page=50`, runsSchema);
			const reports: CoverageReport[] = [];
			for (const { id: run } of runs) {
				const { artifacts } = await get(`runs/${run}/artifacts?per_page=100`, artifactsSchema);
				for (const { id, name, expired, size_in_bytes: size } of artifacts.filter((one) => coverageName.test(one.name))) {
					const label = `artifact ${name} of ${commit.slice(0, 12)}`;
					if (expired) note('coverage.artifact-expired', `The ${label} has expired.`);
					else if (size > maxBytes) note('coverage.artifact-large', `The ${label} is larger than 100 MB and was left out.`);
					else reports.push(...(await readArtifact(label, await download(id), problems)));
				}
			}
			return reports;
		},
	};
}

async function readArtifact(label: string, bytes: Buffer | null, problems: Problem[]): Promise<CoverageReport[]> {
	if (bytes === null) {
		problems.push({ code: 'coverage.artifact-missing', what: `The ${label} could not be downloaded.` });
		return [];
	}
	try {
		return await readZippedReports(label, bytes, problems);
	} catch (error) {
		if (!OutlayError.is(error, 'environment')) throw error;
		problems.push({ code: 'coverage.refused', what: messageOf(error) });
		return [];
	}
}

async function bytesOf(response: Response): Promise<Buffer> {
	const parts: Uint8Array[] = [];
	let size = 0;
	for await (const part of response.body ?? []) {
		const bytes = part as Uint8Array;
		size += bytes.length;
		if (size > maxBytes) throw new OutlayError('environment', 'An answer of GitHub was larger than 100 MB.');
		parts.push(bytes);
	}
	return Buffer.concat(parts);
}
