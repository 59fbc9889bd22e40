import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { OutlayError } from '../../core/errors.js';
import type { Git } from './git.js';

const hookName = 'prepare-commit-msg';
const mark = '# Written by Outlay';
const chainedName = `${hookName}.before-outlay`;

/** Where the hook stands and what was there before. */
export interface HookStatus {
	readonly file: string;
	readonly isInstalled: boolean;
	/** Another hook stands there, or runs before ours. */
	readonly hasOther: boolean;
	/** `core.hooksPath` as configured; null for git's own folder. */
	readonly hooksPath: string | null;
	/** The folder serves all repositories of the user: it is not written to. */
	readonly isShared: boolean;
}

/** Git's own shell, on Windows too, takes forward slashes. */
const slashed = (path: string): string => path.replaceAll('\\', '/');
const single = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** What the hook runs. */
export interface HookProgram {
	/** The Node that runs it, where it is still there; else the one on the PATH. */
	readonly node: string;
	/** The program. */
	readonly file: string;
	/**
	 * A file of two lines, program and Node, that is read at each commit: for an installer whose own folder changes with
	 * every version. Null: the two above stay where they are.
	 */
	readonly namedIn: string | null;
}

/**
 * The script. Runs the hook that was there before, whose refusal holds: a shell script under its old name, since some (husky's)
 * find what to run by it. Then ours, which can neither fail nor delay
 * the commit: it ends itself after a fraction of a second, and its exit code is not looked at. Where the program is
 * gone, with the extension or the folder it was built in, nothing runs.
 */
export function hookScript({ node, file, namedIn }: HookProgram): string {
	const quoted = (path: string): string => single(slashed(path));
	const read =
		namedIn === null
			? ''
			: `named=${quoted(namedIn)}
[ -r "$named" ] || exit 0
{ IFS= read -r program && IFS= read -r node; } <"$named" || exit 0
`;
	return `#!/bin/sh
${mark}: adds "Assisted-by:" when Claude Code worked on the commit. "outlay hook uninstall" removes it.
before="$(dirname "$0")/${chainedName}"
if [ -x "$before" ]; then
	IFS= read -r first <"$before"
	case "$first " in
	'#!'*[/\\ ]sh\\ * | '#!'*[/\\ ]bash\\ * | '#!'*[/\\ ]dash\\ * | '#!'*[/\\ ]ksh\\ * | '#!'*[/\\ ]zsh\\ *) \${first#??} -c 'before=$1; shift; . "$before"' "$0" "$before" "$@" || exit $? ;;
	*) "$before" "$@" || exit $? ;;
	esac
fi
node=${quoted(node)}
program=${quoted(file)}
${read}[ -f "$program" ] || exit 0
[ -x "$node" ] || node=$(command -v node) || exit 0
ELECTRON_RUN_AS_NODE=1 "$node" "$program" "$@" </dev/null >/dev/null || :
exit 0
`;
}

async function textOf(file: string): Promise<string | null> {
	try {
		return await readFile(file, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
		throw error;
	}
}

/** `core.hooksPath` with the scope it is set in. The runner's own override is the last value, and left out. */
async function hooksPathOf(git: Git): Promise<{ path: string; scope: string } | null> {
	const listed = await git.textOrNull([
		'config',
		'--show-scope',
		'--type=path',
		'--get-all',
		'core.hooksPath',
	]);
	const values = (listed ?? '').split('\n').flatMap((line) => {
		const [scope = '', path = ''] = line.split('\t');
		return path === '' || scope === 'command' ? [] : [{ scope, path }];
	});
	return values.at(-1) ?? null;
}

/** Status of the hook in the repository. */
export async function hookStatus(git: Git): Promise<HookStatus> {
	const configured = await hooksPathOf(git);
	const top = (await git.textOrNull(['rev-parse', '--show-toplevel']))?.trim();
	const common = (await git.text(['rev-parse', '--git-common-dir'])).trim();
	const root = top === undefined || top === '' ? git.folder : top;
	const folder =
		configured === null
			? join(resolve(git.folder, common), 'hooks')
			: isAbsolute(configured.path)
				? configured.path
				: resolve(root, configured.path);
	const file = join(folder, hookName);
	const text = await textOf(file);
	const isInstalled = text?.includes(mark) === true;
	const chained = await textOf(join(folder, chainedName));
	return {
		file,
		isInstalled,
		hasOther: chained !== null || (text !== null && !isInstalled),
		hooksPath: configured?.path ?? null,
		isShared: configured !== null && configured.scope !== 'local' && configured.scope !== 'worktree',
	};
}

/** Installs the hook; one that stands there already is kept and runs first. Installing again renews our script. */
export async function installHook(git: Git, program: HookProgram): Promise<HookStatus> {
	const status = await hookStatus(git);
	if (status.isShared) {
		throw new OutlayError(
			'environment',
			`core.hooksPath (${status.hooksPath ?? ''}) serves all your repositories.`,
			{
				hint: 'Set core.hooksPath in this repository, or call the hook from your own: see "outlay hook status".',
			},
		);
	}
	const folder = join(status.file, '..');
	await mkdir(folder, { recursive: true });
	if (status.hasOther && !status.isInstalled) await rename(status.file, join(folder, chainedName));
	if (program.namedIn !== null) {
		await mkdir(dirname(program.namedIn), { recursive: true });
		await writeFile(program.namedIn, `${[program.file, program.node].map(slashed).join('\n')}\n`);
	}
	await writeFile(status.file, hookScript(program));
	await chmod(status.file, 0o755);
	return hookStatus(git);
}

/** Removes our hook and puts back the one that was there before. */
export async function uninstallHook(git: Git): Promise<HookStatus> {
	const status = await hookStatus(git);
	if (!status.isInstalled) return status;
	const before = join(status.file, '..', chainedName);
	const isThere = await stat(before).then(
		() => true,
		() => false,
	);
	if (isThere) await rename(before, status.file);
	else await rm(status.file);
	return hookStatus(git);
}
