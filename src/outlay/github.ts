import type { OutlayContext } from './context.js';
import type { Repository } from './repositories.js';
import {
	endpointOf,
	isGithubHost,
	isLoopback,
	webUrlOf,
	type GithubEndpoint,
} from '../sources/github/endpoint.js';
import { commandLineSignIn, type TokenProvider } from '../sources/github/signIn.js';

/** One repository on a GitHub. */
export interface GithubRepository {
	readonly repository: Repository;
	readonly endpoint: GithubEndpoint;
}

/** The named address: the face's, else `GITHUB_API_URL`. Never one from a repository's files. */
function namedUrl(context: OutlayContext): string | null {
	return context.github?.url ?? context.env['GITHUB_API_URL'] ?? null;
}

/** Where a repository's pull requests are; null when its remote is no GitHub that Outlay knows of. */
export function endpointFor(context: OutlayContext, repository: Repository): GithubEndpoint | null {
	const { address } = repository;
	if (address === null) return null;
	const url = namedUrl(context);
	const named = url === null ? null : endpointOf(address.host, url);
	if (named !== null) {
		const isChosen = context.github?.url !== undefined || isLoopback(named.host);
		if (isChosen || named.host === address.host) return named;
	}
	return isGithubHost(address.host, context.env, null) ? endpointOf(address.host) : null;
}

/** Web address of a repository's forge (`https://github.com`), for links; null when it is on no GitHub. */
export function forgeUrlOf(context: OutlayContext, repository: Repository): string | null {
	const endpoint = endpointFor(context, repository);
	return endpoint === null || repository.address === null
		? null
		: webUrlOf(endpoint, repository.address.host);
}

/** The face's sign-in, else the command line's. */
export function signInOf(context: OutlayContext): TokenProvider {
	const url = namedUrl(context);
	const namedHost = url === null ? null : endpointOf('', url).host;
	return context.github?.signIn ?? commandLineSignIn(context.env, namedHost);
}
