import { resolve } from 'node:path';
import type { DefaultBranch } from '../sources/git/defaultBranch.js';
import type { Git } from '../sources/git/git.js';

/** What tells a repository from another. */
interface NamedRepository {
	readonly git: Git;
	readonly name: string;
	/** Null without a remote that is an address. */
	readonly address: object | null;
	readonly branch: DefaultBranch;
}

/** Whether two folders hold one repository: worktrees and copies know each other's latest commit. */
async function isSame(one: NamedRepository, two: NamedRepository): Promise<boolean> {
	const knows = async (here: NamedRepository, there: NamedRepository): Promise<boolean> => {
		const { tip } = there.branch;
		return tip !== null && (await here.git.textOrNull(['cat-file', '-e', `${tip}^{commit}`])) !== null;
	};
	return (await knows(one, two)) || (await knows(two, one));
}

/** The repositories, those that are the same together. */
async function grouped<Named extends NamedRepository>(repositories: readonly Named[]): Promise<Named[][]> {
	const groups: [Named, ...Named[]][] = [];
	for (const repository of repositories) {
		let own: Named[] | undefined;
		for (const group of groups) {
			if (own === undefined && (await isSame(group[0], repository))) own = group;
		}
		if (own === undefined) groups.push([repository]);
		else own.push(repository);
	}
	return groups;
}

/** The folder that holds a repository, and those above it, its own last. */
async function foldersTo({ git }: NamedRepository): Promise<string[]> {
	const top = (await git.textOrNull(['rev-parse', '--show-toplevel']))?.trim() ?? '';
	return (top === '' ? resolve(git.folder) : top)
		.replace(/\.git$/, '')
		.toLowerCase()
		.split(/[\\/]/)
		.filter((part) => part !== '');
}

/** Names of as many folders above as it takes to tell the paths apart. */
function shortestDistinct(paths: readonly (readonly string[])[]): string[] {
	const most = Math.max(...paths.map(({ length }) => length));
	for (let depth = 2; depth < most; depth += 1) {
		const names = paths.map((path) => path.slice(-depth).join('-'));
		if (new Set(names).size === names.length) return names;
	}
	return paths.map((path) => path.join('-'));
}

/**
 * Tells apart repositories that no remote names and whose folders are called the same: `…/api/repo` and `…/web/repo`
 * are `local/api-repo` and `local/web-repo`. Under one name, pull request 12 of the one would be that of the other.
 */
export async function withDistinctNames<Named extends NamedRepository>(
	repositories: readonly Named[],
): Promise<Named[]> {
	const byName = new Map<string, Named[]>();
	for (const repository of repositories) {
		if (repository.address !== null) continue;
		byName.set(repository.name, [...(byName.get(repository.name) ?? []), repository]);
	}
	const names = new Map<Named, string>();
	for (const namesakes of byName.values()) {
		if (namesakes.length < 2) continue;
		const groups = await grouped(namesakes);
		if (groups.length < 2) continue;
		const paths = await Promise.all(
			groups.map(async ([first]) => (first === undefined ? [] : foldersTo(first))),
		);
		for (const [index, name] of shortestDistinct(paths).entries()) {
			for (const repository of groups[index] ?? []) names.set(repository, `local/${name}`);
		}
	}
	return repositories.map((repository) => {
		const name = names.get(repository);
		return name === undefined ? repository : { ...repository, name };
	});
}
