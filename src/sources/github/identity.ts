import type { Problem } from '../../core/problem.js';
import type { Run } from './run.js';

/** Who a repository is, as GitHub tells. */
export interface RepositoryIdentity {
	/** Stays when the repository is renamed or moved; null where an answer does not tell. */
	readonly id: number | null;
	readonly nameWithOwner: string;
	readonly isArchived: boolean;
}

/** The name stands for another repository than the rows that are kept under it. Ends a sync before it saves. */
export class OtherRepository extends Error {
	readonly repositoryId: number;

	constructor(repositoryId: number) {
		super('the name stands for another repository');
		this.name = 'OtherRepository';
		this.repositoryId = repositoryId;
	}
}

/**
 * Takes in who answered. Throws `OtherRepository` when that is not the repository whose rows these are: it was renamed
 * and its rows are kept under the former name, or it was deleted and another one has its name.
 */
export async function noteIdentity(run: Run, told: RepositoryIdentity): Promise<void> {
	const { storedAs, holderOf } = run.options;
	const { repositoryId, names } = run.state;
	if (told.id !== null) {
		const isOther =
			repositoryId === null ? ((await holderOf(told.id)) ?? storedAs) !== storedAs : repositoryId !== told.id;
		if (isOther) throw new OtherRepository(told.id);
	}
	const name = told.nameWithOwner.toLowerCase();
	run.state = {
		...run.state,
		repositoryId: told.id ?? repositoryId,
		names: [...names.filter((one) => one !== name), name],
		isArchived: told.isArchived,
	};
}

/** Every name of the repository besides the one that its rows are kept under. */
export function otherNamesOf({ options: { repo, storedAs }, state }: Run): string[] {
	return [...new Set([repo, ...state.names])].filter((name) => name !== storedAs);
}

/** Says that a repository has another name now; none while it is the one asked for. */
export function renamed({ options: { repo }, state }: Run): Problem[] {
	const name = state.names.at(-1) ?? repo;
	if (name === repo) return [];
	const what = `${repo} is ${name} now. Point the remote at it: git remote set-url origin …`;
	return [{ code: 'github.repository-renamed', what }];
}
