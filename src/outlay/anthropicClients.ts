import { OutlayError } from '../core/errors.js';
import { AnthropicClient } from '../sources/anthropic/anthropicClient.js';
import {
	baseUrlOf,
	credentialOf,
	keyVariables,
	type CredentialKind,
} from '../sources/anthropic/credential.js';
import { Pacer, systemClock, type Clock } from '../sources/anthropic/pacer.js';
import type { OutlayContext } from './context.js';

/** Requests a minute that Anthropic allows an organization, over all of its keys. */
const requestsPerMinute = 60;

type Context = Pick<OutlayContext, 'env' | 'signal' | 'log'>;

/** A client for each kind of key whose variable is set; they share one pace. */
export function anthropicClients(
	context: Context,
	kinds: readonly CredentialKind[],
	clock: Clock = systemClock,
): AnthropicClient[] {
	const pacer = new Pacer(requestsPerMinute, clock);
	const baseUrl = baseUrlOf(context.env);
	const credentials = kinds
		.map((kind) => credentialOf(context.env, kind))
		.filter((credential) => credential !== null);
	if (credentials.length === 0) {
		const names = kinds.map((kind) => keyVariables[kind]).join(' or ');
		const hint = kinds.includes('write')
			? 'Deciding needs a key of claude.ai with write:spend_limits, made by the primary owner.'
			: 'An Admin key of the Console, or a key of claude.ai with read scopes, made by the primary owner.';
		throw new OutlayError('usage', `No Anthropic key is set in ${names}.`, { hint });
	}
	return credentials.map(
		(credential) =>
			new AnthropicClient({
				baseUrl,
				credential,
				clock,
				pacer,
				signal: context.signal,
				onWait: (why, ms) => context.log.info(`${why}; waiting ${Math.ceil(ms / 1000)} s`),
			}),
	);
}
