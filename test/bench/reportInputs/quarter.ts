import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionEvent } from '../../../src/core/usage/session.js';
import { ledgerPaths } from '../../../src/ledger/ledgerPaths.js';
import { pullRequestRows } from '../../../src/ledger/pullRequests.js';
import { writeImage } from '../../../src/ledger/restoreImage.js';
import { RowStore } from '../../../src/ledger/rowStore.js';
import type { LedgerBatch } from '../../../src/ledger/ledger.js';
import type { CallRow } from '../../../src/ledger/schema.js';
import { schemaVersion } from '../../../src/ledger/schemaVersion.js';
import { sealCalls } from '../../../src/ledger/sealing.js';
import { sessionEventRow } from '../../../src/ledger/sessionEvents.js';
import { entryOf } from '../../../src/ledger/spoolEntry.js';
import { digestPullRequest } from '../../../src/sources/pullRequests/digest.js';
import { pullRequestLineSchema } from '../../../src/sources/pullRequests/line.js';

/** How large a made-up ledger is. */
export interface QuarterShape {
	/** Merged pull requests of the quarter, and of all time. */
	readonly inQuarter: number;
	readonly inAll: number;
	/** Calls of the quarter. */
	readonly calls: number;
}

const dayMs = 86_400_000;
export const quarterEndMs = Date.UTC(2026, 9, 1);
const quarterMs = 92 * dayMs;
const people = 600;
const repos = 8;
const sessionsPerPullRequest = 3;
const models = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5'];
const orgId = 'local';

const digest = (text: string): string => createHash('md5').update(text).digest('hex');
const uuid = (text: string): string => digest(text).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
const iso = (atMs: number): string => new Date(atMs).toISOString();

/** The n-th pull request of all: when, where and whose. The last `inQuarter` of them fall in the quarter. */
function facts(n: number, { inQuarter, inAll }: QuarterShape) {
	const before = inAll - inQuarter;
	const mergedAtMs =
		n < before
			? quarterEndMs - quarterMs - dayMs - Math.floor(((before - n) * 4 * 365 * dayMs) / Math.max(1, before))
			: quarterEndMs - quarterMs + Math.floor(((n - before) * quarterMs) / inQuarter);
	return { mergedAtMs, repo: n % repos, number: Math.floor(n / repos) + 1, person: (n * 7919) % people };
}

/** A bare repository with one landed commit a pull request; gives the SHA of each, by number. */
function makeRepository(dir: string, repo: number, shape: QuarterShape): Map<number, string> {
	execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', dir]);
	execFileSync('git', ['-C', dir, 'remote', 'add', 'origin', `https://github.com/acme/app-${repo}.git`]);
	const marks = join(dir, 'marks');
	const parts: string[] = [];
	for (let n = repo; n < shape.inAll; n += repos) {
		const { mergedAtMs, number, person } = facts(n, shape);
		const message = `${n % 4 === 0 ? 'fix' : 'feat'}: change ${number} (#${number})\n`;
		const who = `Dev ${person} <dev-${person}@acme.example> ${Math.floor(mergedAtMs / 1000)} +0000`;
		const text = Array.from(
			{ length: 20 },
			(_, line) => `const v${line} = ${digest(`${n} ${line}`)};\n`,
		).join('');
		parts.push(
			`commit refs/heads/main\nmark :${number}\nauthor ${who}\ncommitter ${who}\n`,
			`data ${message.length}\n${message}M 100644 inline src/part${n % 200}.ts\ndata ${text.length}\n${text}\n`,
		);
	}
	execFileSync('git', ['-C', dir, 'fast-import', '--quiet', `--export-marks=${marks}`], {
		input: parts.join(''),
		maxBuffer: 1 << 30,
	});
	const listed = execFileSync('git', ['-C', dir, 'log', '--format=%H', '--reverse', 'main'], {
		maxBuffer: 1 << 30,
	});
	return new Map(
		listed
			.toString()
			.trim()
			.split('\n')
			.map((sha, index) => [index + 1, sha]),
	);
}

function pullRequestOf(n: number, shape: QuarterShape, shas: ReadonlyMap<number, string>): LedgerBatch {
	const { mergedAtMs, repo, number, person } = facts(n, shape);
	const email = `dev-${person}@acme.example`;
	const line = pullRequestLineSchema.parse({
		...{ repo: `acme/app-${repo}`, number, title: `Change ${number}`, author: { login: `dev-${person}` } },
		...{ createdAt: iso(mergedAtMs - 2 * dayMs), updatedAt: iso(mergedAtMs), mergedAt: iso(mergedAtMs) },
		...{ closedAt: iso(mergedAtMs), baseRef: 'main', headRef: `feat/work-${n}`, mergeSha: shas.get(number) },
		commits: [1, 2, 3].map((index) => ({
			sha: digest(`${n} ${index}`).padEnd(40, '0'),
			message: n % 3 === 0 ? 'Step' : 'Step\n\nCo-Authored-By: Claude <noreply@anthropic.com>',
			...{ authorEmail: email, authorLogin: `dev-${person}`, authoredAt: iso(mergedAtMs - dayMs + index) },
		})),
		reviews: [1, 2].map((index) => ({
			author: { login: `dev-${(person + index) % people}` },
			...{ state: 'APPROVED', submittedAt: iso(mergedAtMs - dayMs + ((n * 7919) % 20) * 3_600_000) },
		})),
		...{ labels: ['feature'], body: n % 50 === 0 && number > 1 ? `Reverts #${number - 1}` : 'What it does.' },
	});
	return { pullRequest: pullRequestRows(orgId, [digestPullRequest(line, 'github', [])]) };
}

function sessionsOf(n: number, shape: QuarterShape): LedgerBatch {
	const { mergedAtMs, repo, number, person } = facts(n, shape);
	const calls = Math.round(shape.calls / shape.inQuarter / sessionsPerPullRequest);
	const [cwd, branch] = [`/home/dev-${person}/app-${repo}`, `feat/work-${n}`];
	const batch = { call: [] as CallRow[], session: [] as object[], sessionEvent: [] as object[] };
	for (let index = 0; index < sessionsPerPullRequest; index++) {
		const sessionId = uuid(`${n} ${index}`);
		const beginMs = mergedAtMs - dayMs - (index + 1) * 4 * 3_600_000;
		const endMs = beginMs + calls * 60_000;
		batch.session.push({
			...{
				orgId,
				sessionId,
				personId: null,
				firstAtMs: beginMs,
				lastAtMs: endMs,
				cwds: JSON.stringify([cwd]),
			},
			...{ entrypoint: 'cli', clientCostMicros: null, clientCostHasUnknownModel: null },
		});
		const at = { sessionId, cwd, branch };
		const events: SessionEvent[] =
			index === 0
				? [
						{
							...{ ...at, kind: 'pull-request', eventId: `pr-${n}`, atMs: endMs, how: 'git-operation' },
							...{ repo: `acme/app-${repo}`, number, action: 'created' },
						},
					]
				: [
						{
							...{ ...at, kind: 'edit', eventId: `edit-${n}-${index}`, atMs: beginMs + 60_000 },
							...{ path: `${cwd}/src/part${n % 200}.ts`, addedLines: 12 },
							lineHashes: Array.from({ length: 12 }, (_, line) => n * 100 + line),
						},
					];
		batch.sessionEvent.push(...events.map((event) => sessionEventRow(orgId, event)));
		for (let turn = 0; turn < calls; turn++)
			batch.call.push(callOf(`${n} ${index} ${turn}`, at, beginMs, turn));
	}
	return batch as LedgerBatch;
}

function callOf(
	id: string,
	at: { readonly sessionId: string; readonly cwd: string; readonly branch: string },
	beginMs: number,
	turn: number,
): CallRow {
	const chance = parseInt(digest(id).slice(0, 8), 16);
	const isSub = turn % 10 > 6;
	return {
		...{ orgId, callId: `msg_01${digest(id).slice(0, 22)}`, ...at, origin: isSub ? 'subagent' : 'main' },
		...{ ownerSinceMs: beginMs, atMs: beginMs + turn * 60_000 + (chance % 50_000) },
		model: models[isSub ? 2 : (beginMs / 1000) % 2] ?? models[0] ?? '',
		...{ speed: 'standard', serviceTier: 'standard', inferenceGeo: null, version: '2.1.180', nested: null },
		...{ inputTokens: chance % 37, outputTokens: chance % 4000, cacheWrite5mTokens: 0 },
		...{ cacheWrite1hTokens: chance % 30_000, cacheReadTokens: chance % 190_000, webSearches: 0 },
		outputIsPartial: chance % 20 === 0 ? 1 : 0,
	};
}

const repositoryState = (repositoryId: number, name: string): string =>
	JSON.stringify({
		...{ version: 1, backfill: { isDone: true, cursor: null, startedAtMs: 0 }, scan: null, watermarkMs: 0 },
		...{ pendingPullRequests: [], pendingIssues: [], etag: null, done: 0, finishedAtMs: Date.now() },
		// An archived repository is not asked again: what is measured is the ledger, not GitHub.
		...{ isAnonymous: false, repositoryId, names: [name], isArchived: true },
	});

/** Makes repositories and a ledger of that shape in a folder; gives the arguments that name them to the program. */
export async function makeQuarter(dir: string, shape: QuarterShape): Promise<string[]> {
	const folders = Array.from({ length: repos }, (_, repo) => join(dir, `app-${repo}.git`));
	const shas = folders.map((folder, repo) => makeRepository(folder, repo, shape));
	const config = join(dir, 'outlay.config.json');
	const persons = Array.from({ length: people }, (_, n) => ({
		...{
			name: `Dev ${n}`,
			emails: [`dev-${n}@acme.example`],
			githubLogins: [`dev-${n}`],
			team: `team-${n % 30}`,
		},
	}));
	const teams = Array.from({ length: 30 }, (_, n) => ({ name: `team-${n}`, costCenter: `CC-${n % 6}` }));
	writeFileSync(config, JSON.stringify({ people: persons, teams }));
	mkdirSync(join(dir, 'claude', 'projects'), { recursive: true });
	mkdirSync(join(dir, 'ledger', 'spool'), { recursive: true });
	const store = await RowStore.open(null, dir);
	const apply = (batch: LedgerBatch): Promise<void> => store.apply([entryOf(batch, schemaVersion, 1)]);
	for (let n = 0; n < shape.inAll; n++) {
		await apply(pullRequestOf(n, shape, shas[n % repos] ?? new Map()));
		if (shape.inAll - n <= shape.inQuarter && shape.calls > 0) await apply(sessionsOf(n, shape));
		if (n % 500 === 0) sealCalls(store, 65_536);
	}
	sealCalls(store, 1);
	const cursor = folders.map((_, repo) => ({
		...{ orgId, source: 'github', key: `github.com/acme/app-${repo}` },
		value: repositoryState(repo + 1, `acme/app-${repo}`),
	}));
	await apply({ cursor });
	await writeImage(ledgerPaths(join(dir, 'ledger')).image, store, {
		...{ generation: 1, epoch: 'made', stamp: 1, applied: {}, dropped: 0, rolledUpAtMs: Date.now() },
	});
	await store.close();
	return [
		...folders.flatMap((folder) => ['--repo', folder]),
		...['--config', config, '--claude-dir', join(dir, 'claude'), '--ledger', join(dir, 'ledger')],
		...['--prs', 'github', '--since', iso(quarterEndMs - quarterMs), '--until', iso(quarterEndMs)],
	];
}
