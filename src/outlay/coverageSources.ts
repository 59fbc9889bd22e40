import { OutlayError } from '../core/errors.js';
import type { CoverageSource } from '../sources/coverage/coverageSource.js';
import { guardedSource } from '../sources/coverage/guardedSource.js';
import { localCoverage } from '../sources/coverage/reportFolder.js';
import { Git } from '../sources/git/git.js';
import type { OutlayContext } from './context.js';
import { endpointFor, signInOf } from './github.js';
import { repositoriesOf, type Repository } from './repositories.js';

/**
 * Where `--coverage` says reports are: `github` for the artifacts of GitHub Actions, `codecov` for Codecov's API, a
 * folder with one report a commit, or a single report, which is that of what is checked out in the first repository.
 */
export async function coverageSources(
	context: OutlayContext,
	places: readonly string[],
): Promise<CoverageSource[]> {
	if (places.length === 0) return [];
	const [repository] = await repositoriesOf(context);
	const headCommit = repository === undefined ? null : await headOf(context, repository);
	return Promise.all(
		places.map((place) => {
			if (place === 'github') return artifactsOf(context, repository);
			if (place === 'codecov') return codecovOf(context, repository);
			return localCoverage(place, headCommit, context.problems);
		}),
	);
}

async function headOf(context: OutlayContext, { folder }: Repository): Promise<string | null> {
	const git = new Git(folder, { env: context.env, signal: context.signal });
	return (await git.textOrNull(['rev-parse', '--verify', '-q', 'HEAD']))?.trim() ?? null;
}

async function artifactsOf(
	context: OutlayContext,
	repository: Repository | undefined,
): Promise<CoverageSource> {
	const endpoint = repository === undefined ? null : endpointFor(context, repository);
	if (repository === undefined || endpoint === null) {
		throw new OutlayError('usage', '--coverage github needs a repository whose remote is on GitHub.');
	}
	const signIn = await signInOf(context).token(endpoint.host, false);
	if (signIn === null) {
		throw new OutlayError('usage', 'Artifacts of GitHub Actions can only be read signed in.', {
			hint: 'Set GITHUB_TOKEN, or run "gh auth login". The token needs read access to Actions.',
		});
	}
	const { artifactSource } = await import('../sources/coverage/actionsArtifacts.js');
	const { signal, problems } = context;
	const { name: repo } = repository;
	const { apiUrl } = endpoint;
	return guardedSource(artifactSource({ repo, apiUrl, token: signIn.token, signal, problems }), problems);
}

async function codecovOf(
	context: OutlayContext,
	repository: Repository | undefined,
): Promise<CoverageSource> {
	if (repository?.address == null) {
		throw new OutlayError('usage', '--coverage codecov needs a repository with a remote.');
	}
	const { codecovSource } = await import('../sources/coverage/codecov.js');
	const token = context.env['CODECOV_API_TOKEN'] ?? null;
	const url = context.env['CODECOV_API_URL'];
	const base = { repo: repository.name, token, signal: context.signal };
	return guardedSource(codecovSource(url === undefined ? base : { ...base, url }), context.problems);
}
