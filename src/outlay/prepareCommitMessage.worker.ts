import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { comparablePath, isBelowSomeRoot } from '../core/links/paths.js';
import { trailersOf } from '../core/evidence/trailers.js';
import { Git } from '../sources/git/git.js';
import { claudeDirsOf } from '../sources/transcripts/claudeDirs.js';
import { recentSessions } from '../sources/transcripts/recentEdits.js';

/**
 * The program behind the `prepare-commit-msg` hook, a bundle of its own so that it starts fast. Called by git in the
 * work tree with the message file and where the message comes from. Adds `Assisted-by: Claude:<model>` when Claude Code
 * makes the commit itself or has lately edited a staged file. Whatever happens it ends soon and with 0.
 */

const deadlineMs = 1000;
/** Message sources in which nobody writes a new commit: merges, squashes, amends and other reuse. */
const reused = new Set(['merge', 'squash', 'commit']);
const inProgress = ['rebase-merge', 'rebase-apply', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'MERGE_HEAD'];

async function prepare(messageFile: string, source: string): Promise<void> {
	const { env } = process;
	const gitDir = resolve(env['GIT_DIR'] ?? '.git');
	if (reused.has(source) || inProgress.some((name) => existsSync(join(gitDir, name)))) return;
	if (isMarked(readFileSync(messageFile, 'utf8'))) return;
	const workTree = process.cwd();
	const named = env['CLAUDE_CODE_SESSION_ID'];
	const sessionId = named !== undefined && /^[\w-]{8,64}$/.test(named) ? named : null;
	const sessions = await recentSessions(claudeDirsOf(env, homedir()), workTree, sessionId, Date.now());
	const git = new Git(workTree, { env });
	const extraEnv: Record<string, string> = { GIT_DIR: gitDir, GIT_WORK_TREE: workTree };
	if (env['GIT_INDEX_FILE'] !== undefined) extraEnv['GIT_INDEX_FILE'] = env['GIT_INDEX_FILE'];
	let worker = sessionId === null ? undefined : (sessions[0] ?? { model: null });
	if (worker === undefined && sessions.some(({ edited }) => edited.size > 0)) {
		const listed = await git.text(['diff', '--cached', '--name-only', '-z', '--no-ext-diff'], { extraEnv });
		const staged = listed.split('\0').filter((path) => path !== '');
		worker = sessions.find(({ edited }) =>
			[...edited].some((path) => staged.some((one) => isBelowSomeRoot(comparablePath(path), one))),
		);
	}
	if (worker === undefined) return;
	const line = `Assisted-by: Claude${worker.model === null ? '' : `:${worker.model}`}`;
	const add = [
		'interpret-trailers',
		'--in-place',
		'--if-exists',
		'addIfDifferent',
		'--trailer',
		line,
		messageFile,
	];
	await git.text(add, { extraEnv });
	process.stderr.write(`outlay: added "${line}" to the message\n`);
}

/** The message names Claude already, be it by Claude Code itself. */
function isMarked(message: string): boolean {
	const written = message
		.split('\n')
		.filter((line) => !line.startsWith('#'))
		.join('\n');
	return trailersOf(written).some(
		({ key, value }) =>
			/<noreply@anthropic\.com>/i.test(value) || (/^assisted-by$/i.test(key) && /^claude\b/i.test(value)),
	);
}

const [messageFile, source] = process.argv.slice(2);
setTimeout(() => process.exit(0), deadlineMs).unref();
if (messageFile !== undefined) {
	// A hook must never get in the way: without a mark the commit is as good as before.
	prepare(messageFile, source ?? '').then(
		() => process.exit(0),
		() => process.exit(0),
	);
}
