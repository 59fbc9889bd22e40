// How fast evidence and links are judged, once everything was ingested, and how long the commit hook takes.
//
//   npm run bench -- links
//
// Evidence: 10,000 commit messages and identities. Links: 500 sessions with 20 edits each, 5,000 pull requests of two
// commits with 40 effective lines. Hook: 40 runs of the built hook in a repository whose Claude folder holds 1 GB of
// transcripts (build first). Medians and p95 in milliseconds, and the peak of memory.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evidenceOfCommit } from '../../src/core/evidence/commitEvidence.js';
import type { CommitFacts } from '../../src/core/links/facts.js';
import { linkSessions } from '../../src/core/links/linkSessions.js';
import type { PullRequest } from '../../src/core/pullRequest.js';
import type { PricedCall } from '../../src/core/usage/call.js';
import type { Session, SessionEvent } from '../../src/core/usage/session.js';

const minute = 60_000;
const sha = (index: number): string => index.toString(16).padStart(40, '0');
const timed = (name: string, work: () => unknown): void => {
	const started = performance.now();
	const cpu = process.cpuUsage();
	const result = work();
	const { user, system } = process.cpuUsage(cpu);
	const wall = Math.round(performance.now() - started);
	console.log(
		`${name}: ${wall} ms, of processor ${Math.round((user + system) / 1000)} ms (${JSON.stringify(result)})`,
	);
};

timed('evidence on 10,000 commits', () => {
	let found = 0;
	for (let index = 0; index < 10_000; index++) {
		const message = `Change ${index}\n\n${'Some words of explanation. '.repeat(20)}\n\n${index % 2 === 0 ? 'Co-Authored-By: Claude <noreply@anthropic.com>' : 'Signed-off-by: D <d@x.y>'}`;
		const commit = {
			sha: sha(index),
			parents: [],
			authorName: 'D',
			authorEmail: 'd@x.y',
			authoredAtMs: 0,
			committerName: 'D',
			committerEmail: 'd@x.y',
			committedAtMs: 0,
			message,
		};
		found += evidenceOfCommit(commit).length;
	}
	return { found };
});

const commits: CommitFacts[] = [];
const pullRequests: PullRequest[] = [];
const pullRequestOf = new Map<string, number>();
for (let number = 1; number <= 5000; number++) {
	for (const part of [0, 1]) {
		const index = number * 2 + part;
		const hashes = Array.from({ length: 40 }, (_, line) => index * 1000 + line);
		const files = [{ path: `src/area${number % 50}/file${index % 400}.ts`, hashes }];
		commits.push({
			sha: sha(index),
			parents: [sha(index - 1)],
			authorEmail: 'd@x.y',
			authoredAtMs: index * minute,
			committedAtMs: index * minute,
			isLanded: true,
			files,
			noteSessions: [],
		});
		pullRequestOf.set(sha(index), number);
	}
	pullRequests.push({
		repo: 'acme/app',
		number,
		title: '',
		author: null,
		createdAtMs: number * 2 * minute,
		draftSpans: [],
		readyAtMs: null,
		mergedAtMs: (number * 2 + 60) * minute,
		closedAtMs: null,
		updatedAtMs: null,
		mergedBy: null,
		baseRef: 'main',
		headRef: `feat/${number}`,
		headSha: null,
		mergeSha: null,
		commits: [],
		reviews: null,
		labels: [],
		closesIssues: [],
		assignees: [],
		additions: null,
		deletions: null,
		changedFiles: null,
		facts: { evidence: [], revertsNumbers: [], revertsShas: [], namedCauses: [], requestedBy: null },
		source: 'github',
	});
}
const sessions: Session[] = [];
const calls: PricedCall[] = [];
const events: SessionEvent[] = [];
for (let at = 0; at < 500; at++) {
	const sessionId = `session-${at}`;
	const firstAtMs = at * 20 * minute;
	sessions.push({
		sessionId,
		firstAtMs,
		lastAtMs: firstAtMs + 20 * minute,
		cwds: ['/home/dev/app'],
		entrypoint: null,
		clientCost: null,
	});
	for (let step = 0; step < 20; step++) {
		const atMs = firstAtMs + step * minute;
		const index = at * 20 + step + 1;
		const branch = `feat/${index >> 1}`;
		const common = { sessionId, atMs, cwd: '/home/dev/app', branch };
		const lineHashes = Array.from({ length: 40 }, (_, line) => index * 1000 + line);
		events.push({
			...common,
			eventId: `e${index}`,
			kind: 'edit',
			path: `/home/dev/app/src/area${(index >> 1) % 50}/file${index % 400}.ts`,
			addedLines: 40,
			lineHashes,
		});
		calls.push({
			...common,
			callId: `c${index}`,
			origin: 'main',
			model: 'm',
			speed: null,
			serviceTier: null,
			inferenceGeo: null,
			nested: [],
			outputIsPartial: false,
			version: null,
			inputTokens: 0,
			outputTokens: 0,
			cacheWrite5mTokens: 0,
			cacheWrite1hTokens: 0,
			cacheReadTokens: 0,
			webSearches: 0,
			costMicros: 1000,
			isPriced: true,
		});
	}
}
timed('500 sessions linked to 5,000 pull requests', () => {
	const repository = {
		repo: 'acme/app',
		aliases: [],
		baseBranches: new Set(['main']),
		commits,
		pullRequests,
		pullRequestOf,
		paths: new Set<string>(),
	};
	const found = linkSessions({
		sessions,
		calls,
		events,
		repositories: [repository],
		folders: new Map([['/home/dev/app', 'acme/app']]),
		ignore: new Set(),
	});
	return { links: found.sessions.reduce((sum, { links }) => sum + links.length, 0), bridge: found.bridge };
});
console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);

const program = join(import.meta.dirname, '../../dist/outlay-prepareCommitMessage.worker.js');
if (!existsSync(program)) console.log('hook: not built, not measured');
else {
	const folder = mkdtempSync(join(tmpdir(), 'outlay-bench-'));
	const env = {
		PATH: process.env['PATH'] ?? '',
		HOME: folder,
		CLAUDE_CONFIG_DIR: folder,
		GIT_CONFIG_NOSYSTEM: '1',
	};
	const repository = join(folder, 'app');
	mkdirSync(repository);
	const git = (...args: string[]): void => void execFileSync('git', ['-C', repository, ...args], { env });
	git('init', '-q');
	writeFileSync(join(repository, 'a.txt'), 'x\n');
	git('add', 'a.txt');
	const slug = join(folder, 'projects', repository.replaceAll(/[^a-zA-Z0-9]/g, '-'));
	mkdirSync(slug, { recursive: true });
	const line = `${JSON.stringify({ type: 'user', toolUseResult: { filePath: join(repository, 'a.txt'), structuredPatch: [] }, message: { model: 'claude-sonnet-5', content: 'x'.repeat(2000) } })}\n`;
	const content = line.repeat(Math.ceil((10 * 1024 * 1024) / line.length));
	for (let index = 0; index < 100; index++) writeFileSync(join(slug, `session-${index}.jsonl`), content);
	const message = join(folder, 'message');
	const measure = (extra: Record<string, string>, args: readonly string[]): number[] => {
		const times: number[] = [];
		for (let run = 0; run < 40; run++) {
			writeFileSync(message, 'Subject\n');
			const started = performance.now();
			spawnSync(process.execPath, args, { cwd: repository, env: { ...env, ...extra } });
			times.push(performance.now() - started);
		}
		return times.sort((one, two) => one - two);
	};
	const shown = (times: readonly number[]): string =>
		`median ${Math.round(times[20] ?? 0)} ms, p95 ${Math.round(times[38] ?? 0)} ms`;
	console.log(`node alone: ${shown(measure({}, ['-e', '0']))}`);
	console.log(
		`hook, session named: ${shown(measure({ CLAUDE_CODE_SESSION_ID: 'session-7' }, [program, message, 'message']))}`,
	);
	console.log(`hook, by recent edits: ${shown(measure({}, [program, message, 'message']))}`);
	rmSync(folder, { recursive: true, force: true });
}
