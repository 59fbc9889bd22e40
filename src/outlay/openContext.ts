import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defaultConfig, type Config } from '../core/config.js';
import type { Problem } from '../core/problem.js';
import { CallsAhead } from '../ledger/callsAhead.js';
import { callsSaidBy, isLargeImage } from '../ledger/imageGlance.js';
import type { Ledger } from '../ledger/ledger.js';
import { ledgerDirOf } from '../ledger/ledgerDir.js';
import { useProxies } from '../sources/network/proxies.js';
import type { ReadingThreads } from '../sources/transcripts/readingThreads.js';
import { claudeDirsOf, claudePlacesOf } from '../sources/transcripts/claudeDirs.js';
import type { GithubAccess, Log, OutlayContext, Progress } from './context.js';

/** What a face knows when it opens Outlay; everything it does not say is found out here. */
export interface OpenOptions {
	readonly cwd: string;
	readonly home: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Empty: the repository around `cwd`, if any. */
	readonly repos: readonly string[];
	/** Empty: where Claude Code keeps its files. */
	readonly claudeDirs: readonly string[];
	/** Folder of the ledger; null for the default place; false to remember nothing. */
	readonly ledger: string | null | false;
	/** Null: `outlay.config.json` of the first repository, if it has one. */
	readonly configFile: string | null;
	readonly mayRunGit: boolean;
	/** False for work that needs no transcripts, so that nobody is told that there are none. */
	readonly readsTranscripts?: boolean;
	readonly now: () => number;
	readonly signal: AbortSignal;
	readonly progress: Progress;
	readonly log: Log;
	readonly github?: GithubAccess;
	/** True for a program that ends with its answer: of the ledger it reads only what it needs. */
	readonly endsSoon?: boolean;
	/** Threads that were started ahead for reading all transcripts; null for none. */
	readonly threads?: ReadingThreads | null;
	/** True for a program that asks for every call the ledger has: a thread begins with them at once. */
	readonly readsAllCalls?: boolean;
}

/** The organisation of a developer's machine. */
const ourOrg = 'local';

/** A context with an end. */
export interface OpenContext extends OutlayContext {
	/** Where transcripts are looked for, whether there are any yet or not. */
	readonly claudePlaces: readonly string[];
	/** How many calls the ledger says it holds, before it is opened; null where it does not. */
	callsSaid(): number | null;
	/** Whether most of what the ledger is asked for will come from a large image. */
	hasLargeLedger(): boolean;
	/** Saves the ledger if it was opened. */
	close(): Promise<void>;
}

/**
 * Builds the context of one face. Reads the config; puts the environment's proxies to use; opens the ledger only when something asks
 * for it.
 */
export async function openContext(options: OpenOptions): Promise<OpenContext> {
	const problems: Problem[] = [];
	const callsAhead = callsAheadOf(options);
	useProxies(options.env);
	const repos = options.repos.length > 0 ? options.repos : repositoryAround(options.cwd);
	const claudeDirs =
		options.claudeDirs.length > 0 ? options.claudeDirs : claudeDirsOf(options.env, options.home);
	if (options.readsTranscripts !== false) problems.push(...withoutTranscripts(claudeDirs));
	const config = await configOf(options.configFile, repos);
	let ledger: Promise<Ledger> | null = null;
	return {
		repos,
		claudeDirs,
		claudePlaces:
			options.claudeDirs.length > 0 ? options.claudeDirs : claudePlacesOf(options.env, options.home),
		config,
		mayRunGit: options.mayRunGit,
		remembers: options.ledger !== false,
		...(options.ledger === false ? {} : { ledgerDir: ledgerFolder(options) }),
		ledger: () => (ledger ??= openLedgerOf(options, problems)),
		...(callsAhead === null ? {} : { callsAhead }),
		now: options.now,
		env: options.env,
		home: options.home,
		log: options.log,
		progress: options.progress,
		signal: options.signal,
		callListeners: new Set(),
		...(options.threads ? { threads: options.threads } : {}),
		problems,
		...(options.github === undefined ? {} : { github: options.github }),
		hasLargeLedger: () => options.ledger !== false && isLargeImage(ledgerFolder(options)),
		callsSaid: () => (options.ledger === false ? null : callsSaidBy(ledgerFolder(options))),
		async close() {
			await callsAhead?.end();
			if (ledger !== null) await (await ledger).close();
		},
	};
}

/** The work tree around a folder, found by its `.git` (a folder, or a file in worktrees and submodules). */
function repositoryAround(cwd: string): string[] {
	for (let folder = cwd; ; folder = dirname(folder)) {
		if (existsSync(join(folder, '.git'))) return [folder];
		if (dirname(folder) === folder) return [];
	}
}

/** Folders that should hold transcripts and do not: spend is then not zero but unknown, and somebody must say so. */
function withoutTranscripts(claudeDirs: readonly string[]): Problem[] {
	const code = 'transcripts.none';
	if (claudeDirs.length === 0) {
		return [{ code, what: 'No Claude Code transcripts were found; name their folder with --claude-dir.' }];
	}
	return claudeDirs
		.filter((folder) => !existsSync(join(folder, 'projects')))
		.map((folder) => ({
			code,
			what: `${folder} holds no projects folder, so no transcripts.`,
			file: folder,
		}));
}

/** The named config, else the first one found in the repositories, else the defaults. Zod is loaded only for a file. */
async function configOf(named: string | null, repos: readonly string[]): Promise<Config> {
	const file =
		named ?? repos.map((repo) => join(repo, 'outlay.config.json')).find((path) => existsSync(path));
	if (file === undefined) return defaultConfig;
	const { readConfig } = await import('../sources/config/readConfig.js');
	return readConfig(file);
}

const ledgerFolder = (options: OpenOptions): string =>
	options.ledger !== false && options.ledger !== null
		? options.ledger
		: ledgerDirOf(options.env, options.home, process.platform);

/** What is read ahead counts for a ledger that stays in its file: anything else is in memory before it is asked for. */
function callsAheadOf(options: OpenOptions): CallsAhead | null {
	const reads = options.readsAllCalls === true && options.endsSoon === true && options.ledger !== false;
	return reads ? CallsAhead.start(ledgerFolder(options), ourOrg) : null;
}

/** The ledger of these options; the store and its wasm are loaded with it. */
async function openLedgerOf(options: OpenOptions, problems: Problem[]): Promise<Ledger> {
	if (options.ledger === false) {
		const { openMemoryLedger } = await import('../ledger/memoryLedger.js');
		return openMemoryLedger(ourOrg);
	}
	const { openLedger } = await import('../ledger/openLedger.js');
	const ledger = await openLedger({
		dir: ledgerFolder(options),
		orgId: ourOrg,
		now: options.now,
		image: options.endsSoon === true ? 'in-file' : 'in-memory',
	});
	problems.push(...ledger.problems);
	return ledger;
}
