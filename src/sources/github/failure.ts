import { messageOf, OutlayError } from '../../core/errors.js';

/** What a failed request means for the sync. */
export type Failure =
	/** Come back later. `waitMs` is what the server asks for; null when it does not say. */
	| { readonly kind: 'limit'; readonly waitMs: number | null; readonly isSecondary: boolean }
	/** Too much asked, or the server stumbled: ask for less, again. */
	| { readonly kind: 'overload'; readonly what: string }
	/** No connection came about: nobody is there, or the name is not known. */
	| { readonly kind: 'unreachable'; readonly what: string }
	/** The saved cursor is no longer taken. */
	| { readonly kind: 'cursor' }
	/** The token was refused. */
	| { readonly kind: 'token' }
	/** Nothing that another try would change. */
	| { readonly kind: 'final'; readonly error: OutlayError };

/** The parts of octokit's errors that are read; they are other bundles' classes, so by shape. */
interface ApiError {
	readonly name?: string;
	readonly message: string;
	readonly status?: number;
	readonly cause?: unknown;
	readonly errors?: readonly {
		readonly type?: string;
		readonly message?: string;
		readonly path?: readonly unknown[];
	}[];
	readonly headers?: Readonly<Record<string, string | undefined>>;
	readonly response?: {
		readonly headers?: Readonly<Record<string, string | undefined>>;
		readonly data?: { readonly errors?: ApiError['errors'] };
	};
}

/**
 * Reads an error of octokit. Partial data with errors is `overload`: the page is not used. Messages never hold a
 * token; octokit's error objects do hold request headers, so they are not passed on as a cause.
 *
 * @param nowMs the server's clock
 */
export function failureOf(thrown: unknown, repo: string, host: string, nowMs: number): Failure {
	if (OutlayError.is(thrown)) return { kind: 'final', error: thrown };
	const error = thrown as ApiError;
	if (OutlayError.is(error.cause)) return { kind: 'final', error: error.cause };
	const errors = error.errors ?? error.response?.data?.errors ?? [];
	const headers = error.response?.headers ?? error.headers ?? {};
	const isRateLimited = errors.some(({ type }) => type === 'RATE_LIMITED' || type === 'RATE_LIMIT');
	const isSecondary = /\bsecondary rate\b|abuse detection/i.test(messageOf(error));
	const isDrained =
		headers['x-ratelimit-remaining'] === '0' && (error.status === 403 || error.status === 429);
	if (isRateLimited || isSecondary || isDrained || error.status === 429) {
		return { kind: 'limit', waitMs: waitOf(headers, nowMs), isSecondary: isSecondary && !isRateLimited };
	}
	if (error.status !== undefined && error.response === undefined) {
		const code = codeOf(error);
		if (certificateCode.test(code)) return untrusted(error, host);
		const what = `${host} could not be reached (${shorten(messageOf(error))})`;
		return { kind: unreachableCodes.has(code) ? 'unreachable' : 'overload', what };
	}
	if (error.status !== undefined) return ofStatus(error, error.status, headers, repo, host);
	if (errors.length > 0) return ofGraphqlErrors(errors, repo, host);
	return { kind: 'overload', what: messageOf(error) };
}

/** Node's codes for a certificate that is not trusted; another try changes nothing. */
const certificateCode =
	/CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|HOSTNAME_MISMATCH|ERR_TLS_CERT_ALTNAME_INVALID/;

/** Node's codes for a connection that nobody took. One that broke off may be an overloaded server's. */
const unreachableCodes = new Set([
	...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
]);

/** Code of the innermost cause that has one; empty without. */
function codeOf(error: unknown): string {
	if (!(error instanceof Error)) return '';
	const inner = codeOf(error.cause);
	return inner === '' && 'code' in error && typeof error.code === 'string' ? error.code : inner;
}

const untrusted = (error: ApiError, host: string): Failure =>
	final(
		`The certificate of ${host} is not trusted (${shorten(messageOf(error))}).`,
		"Name the file of your company's certificate authority in NODE_EXTRA_CA_CERTS.",
	);

function waitOf(headers: Readonly<Record<string, string | undefined>>, nowMs: number): number | null {
	const seconds = Number(headers['retry-after'] ?? Number.NaN);
	if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000;
	const date = Date.parse(headers['retry-after'] ?? '');
	if (Number.isFinite(date)) return Math.max(0, date - nowMs);
	const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
	const isDrained = headers['x-ratelimit-remaining'] === '0';
	return isDrained && Number.isFinite(reset) ? Math.max(0, reset * 1000 - nowMs) + 1000 : null;
}

function ofStatus(
	error: ApiError,
	status: number,
	headers: Readonly<Record<string, string | undefined>>,
	repo: string,
	host: string,
): Failure {
	if (status === 401) return { kind: 'token' };
	if (status >= 500 || status === 408) return { kind: 'overload', what: `${host} answered ${status}` };
	const sso = /url=(\S+)/.exec(headers['x-github-sso'] ?? '')?.[1];
	if (sso !== undefined) {
		return final(`${repo}: your organisation wants this token authorised for single sign-on.`, `Open ${sso}`);
	}
	if (status === 404) return gone(repo, host);
	if (status === 410)
		return final(`${repo} is no longer on ${host} (410).`, 'Remove it from the list of repositories.');
	if (status === 451) return final(`${host} blocks ${repo} for legal reasons (451).`, null);
	if (status === 403) {
		return final(
			`${host} does not let this token read ${repo} (403).`,
			'The token needs read access to Metadata, Contents, Pull requests and Issues.',
		);
	}
	return final(`${host} answered ${status} for ${repo}: ${shorten(error.message)}`, null);
}

function ofGraphqlErrors(errors: NonNullable<ApiError['errors']>, repo: string, host: string): Failure {
	const isAboutRepository = errors.some(
		({ type, path }) => type === 'NOT_FOUND' && path?.[0] === 'repository',
	);
	if (isAboutRepository) return gone(repo, host);
	const text = errors.map(({ message }) => message ?? '').join(' ');
	if (/SAML|single sign-on/i.test(text)) {
		return final(`${repo}: your organisation wants this token authorised for single sign-on.`, null);
	}
	if (errors.some(({ type }) => type === 'INSUFFICIENT_SCOPES' || type === 'FORBIDDEN')) {
		return final(
			`${host} does not let this token read ${repo}.`,
			'The token needs read access to Metadata, Contents, Pull requests and Issues.',
		);
	}
	if (/cursor/i.test(text)) return { kind: 'cursor' };
	if (errors.some(({ type }) => type === 'undefinedField' || type === 'argumentNotAccepted')) {
		return final(`${host} does not know a field that Outlay asks for: ${shorten(text)}`, null);
	}
	return { kind: 'overload', what: `${host} answered with errors: ${shorten(text)}` };
}

const gone = (repo: string, host: string): Failure =>
	final(
		`${host} knows no repository ${repo}, or this sign-in may not see it.`,
		'Check the remote (git remote -v) and that the token may read the repository.',
	);

const final = (message: string, hint: string | null): Failure => ({
	kind: 'final',
	error: new OutlayError('environment', message, hint === null ? {} : { hint }),
});

const shorten = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 200);
