import type { RepositoryPaths } from '../../core/outcomes/coveragePaths.js';
import { readBlobs } from './blobs.js';
import { hasHead } from './commits.js';
import type { Git } from './git.js';

const goModule = /^module\s+"?([^\s"]+)"?/m;

/**
 * The tracked files of a repository at a commit (default: the work tree's index, or HEAD of a bare one), its root and
 * its Go modules, to match report paths against.
 */
export async function repositoryPaths(
	git: Git,
	platform: NodeJS.Platform,
	commit?: string,
): Promise<RepositoryPaths> {
	const root = (await git.textOrNull(['rev-parse', '--show-toplevel']))?.trim() ?? null;
	const isTree = commit !== undefined || root === null;
	if (isTree && commit === undefined && !(await hasHead(git))) {
		return { files: [], root, goModules: [], foldsCase: false };
	}
	const args = isTree
		? ['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit ?? 'HEAD']
		: ['ls-files', '-z', '--full-name', ':/'];
	const files: string[] = [];
	for await (const record of git.records(args)) files.push(record.toString('utf8'));
	const modules = files.filter((file) => file === 'go.mod' || file.endsWith('/go.mod'));
	const tree = isTree ? (commit ?? 'HEAD') : '';
	const names = modules.map((file) => `${tree}:${file}`).filter((name) => !name.includes('\n'));
	const texts = await readBlobs(git, names);
	const goModules = modules.flatMap((file) => {
		const module = goModule.exec(texts.get(`${tree}:${file}`) ?? '')?.[1];
		return module === undefined ? [] : [{ folder: file.slice(0, -'/go.mod'.length), module }];
	});
	return { files, root, goModules, foldsCase: platform === 'win32' || platform === 'darwin' };
}
