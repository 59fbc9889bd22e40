// How fast evidence and links are judged, once everything was ingested, and how long the commit hook takes.
//
//   npm run bench -- links [commands|hook]
//
// The judging alone: 10,000 commit messages and identities; 500 sessions with 20 edits each against 5,000 pull requests of
// two commits with 40 effective lines. As a user runs it (build first): `inspect commits` and `inspect links` over a real
// repository of 10,000 commits and 5,000 pull requests with the transcripts of 500 sessions, the first run and the median of
// five with a ledger, beside `git log -p` and `node -e 0`. The built hook, 100 runs in a repository whose Claude folder
// holds 1 GB of transcripts, in turn with `node -e 0`: median and p95.
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
import { makeHistory, writeSessions } from './linksInputs/history.js';

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

/** Wall times of programs that are run in turn, so that each meets the same noise; ascending. */
function inTurn(runs: number, programs: Readonly<Record<string, () => void>>): Map<string, number[]> {
	const times = new Map(Object.keys(programs).map((name) => [name, [] as number[]]));
	for (let run = 0; run < runs; run++) {
		for (const [name, program] of Object.entries(programs)) {
			const started = performance.now();
			program();
			times.get(name)?.push(performance.now() - started);
		}
	}
	for (const list of times.values()) list.sort((one, two) => one - two);
	return times;
}
const at = (times: readonly number[], share: number): number =>
	Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);

const dist = join(import.meta.dirname, '../../dist');
const folder = mkdtempSync(join(tmpdir(), 'outlay-bench-'));
const env = {
	PATH: process.env['PATH'] ?? '',
	HOME: folder,
	CLAUDE_CONFIG_DIR: folder,
	GIT_CONFIG_NOSYSTEM: '1',
};

function measureCommands(): void {
	const repository = join(folder, 'history');
	const claudeDir = join(folder, 'claude');
	makeHistory(repository, env);
	writeSessions(claudeDir, repository);
	const out = join(folder, 'out.json');
	const outlay = (...args: string[]): void => {
		const where = ['--repo', repository, '--claude-dir', claudeDir, '--ledger', join(folder, 'ledger')];
		const all = [join(dist, 'cli.js'), 'inspect', ...args, ...where, '--format', 'json', '--out', out];
		execFileSync(process.execPath, [...all, '--quiet'], { env, stdio: 'ignore' });
	};
	const commits = (): void => outlay('commits');
	const links = (): void => outlay('links', '--prs', 'git');
	const gitLog = (): void =>
		void execFileSync('git', ['-C', repository, 'log', '-p', '--output=/dev/null'], { env });
	const node = (): void => void execFileSync(process.execPath, ['-e', '0']);
	for (const [name, times] of inTurn(1, { 'inspect commits': commits, 'inspect links': links })) {
		console.log(`${name}, the first run: ${at(times, 0)} ms`);
	}
	for (const [name, times] of inTurn(5, {
		'inspect commits (10,000)': commits,
		'inspect links (500 sessions, 5,000 pull requests)': links,
		'git log -p': gitLog,
		'node -e 0': node,
	})) {
		console.log(`${name}: median ${at(times, 0.5)} ms of 5`);
	}
}

function measureHook(): void {
	const program = join(dist, 'outlay-prepareCommitMessage.worker.js');
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
	const run = (extra: Record<string, string>, args: readonly string[]) => (): void => {
		writeFileSync(message, 'Subject\n');
		spawnSync(process.execPath, args, { cwd: repository, env: { ...env, ...extra } });
	};
	const named = { CLAUDE_CODE_SESSION_ID: 'session-7' };
	for (const [name, times] of inTurn(100, {
		'node -e 0': run({}, ['-e', '0']),
		'hook, session named': run(named, [program, message, 'message']),
		'hook, by recent edits': run({}, [program, message, 'message']),
	})) {
		console.log(`${name}: median ${at(times, 0.5)} ms, p95 ${at(times, 0.95)} ms of 100`);
	}
}

try {
	if (existsSync(join(dist, 'cli.js'))) {
		const [part] = process.argv.slice(2);
		if (part !== 'hook') measureCommands();
		if (part !== 'commands') measureHook();
	} else console.log('commands and hook: not built, not measured');
} finally {
	rmSync(folder, { recursive: true, force: true });
}
