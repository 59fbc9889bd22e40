import * as vscode from 'vscode';
import { authenticationProviderFor } from './authenticationProvider.js';

/** `repo` is the smallest scope with which GitHub shows private pull requests and their reviews. */
const scopes = ['repo'];

/** The Enterprise Server that VS Code signs in to; null when none is set. */
function enterpriseUri(): string | null {
	const uri = vscode.workspace.getConfiguration('github-enterprise').get<unknown>('uri');
	return typeof uri === 'string' ? uri : null;
}

async function session(
	host: string,
	options: vscode.AuthenticationGetSessionOptions,
): Promise<vscode.AuthenticationSession | undefined> {
	const provider = authenticationProviderFor(host, enterpriseUri());
	return provider === null ? undefined : vscode.authentication.getSession(provider, scopes, options);
}

/** The token of a session the user has already granted; null without one. Never asks. VS Code keeps the token. */
export async function silentToken(host: string): Promise<string | null> {
	try {
		return (await session(host, { silent: true }))?.accessToken ?? null;
	} catch (error) {
		// A VS Code without this provider (a fork, or no enterprise server set) has nobody signed in.
		if (error instanceof Error && /provider/i.test(error.message)) return null;
		throw error;
	}
}

/**
 * Asks the user to sign in; only ever called from a command the user ran. Whoever is signed in already does it again:
 * GitHub may have refused the token. Null: the user declined.
 */
export async function signIn(host: string): Promise<string | null> {
	if (authenticationProviderFor(host, enterpriseUri()) === null) {
		const text = vscode.l10n.t(
			'VS Code signs in to the server that github-enterprise.uri names, which is not {0}.',
			host,
		);
		void vscode.window.showWarningMessage(text);
		return null;
	}
	const detail = vscode.l10n.t('Outlay is signed in already. Sign in again if GitHub refused it.');
	try {
		const isAgain = (await silentToken(host)) !== null;
		const options = isAgain ? { forceNewSession: { detail } } : { createIfNone: true };
		return (await session(host, options))?.accessToken ?? null;
	} catch (error) {
		if (error instanceof Error && /cancel|consent|did not/i.test(error.message)) return null;
		throw error;
	}
}
