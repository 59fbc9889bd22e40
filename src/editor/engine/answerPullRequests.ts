import { OutlayError } from '../../core/errors.js';
import type { PullRequestAnswer } from './engineProtocol.js';

/** The user's pull requests. */
export function answerPullRequests(): Promise<PullRequestAnswer> {
	return Promise.resolve({ pullRequests: [], signedIn: false, trouble: null });
}

/** Brings pull requests up to date with the forge. */
export function answerSync(): Promise<{ pullRequests: number }> {
	return Promise.reject(new OutlayError('environment', 'This build cannot read GitHub yet.'));
}
