import type { AnthropicPart, LocalSync, SyncOutcome, WholeSync } from '../core/wholeSync.js';
import { counted } from './format.js';
import { githubSyncDocument, githubSyncText } from './githubSync.js';

/** One line about the transcripts. */
export function localSyncText({ files, calls, sessions, rejectedLines }: LocalSync): string {
	const rejected = rejectedLines === 0 ? '' : `; ${counted(rejectedLines, 'line')} could not be read`;
	if (calls === 0 && sessions === 0)
		return `Transcripts: nothing new in ${counted(files, 'file')}${rejected}.`;
	return `Transcripts: ${counted(calls, 'call')} of ${counted(sessions, 'session')} new or changed in ${counted(files, 'file')}${rejected}.`;
}

/** One line a part of the organization's side. */
export function anthropicSyncText(parts: readonly AnthropicPart[]): string {
	return parts
		.map(({ part, state, rows }) => `${part}: ${state === 'done' ? `${rows} read` : state}`)
		.join('\n');
}

/** Every source in a line or more; those left out with the reason. A failure is shown by the caller. */
export function wholeSyncText({ local, github, anthropic }: WholeSync): string {
	return [
		textOf('Transcripts', local, localSyncText),
		textOf('GitHub', github, githubSyncText),
		textOf('Anthropic', anthropic, anthropicSyncText),
	].join('\n');
}

function textOf<Done>(name: string, outcome: SyncOutcome<Done>, text: (done: Done) => string): string {
	if (outcome.kind === 'done') return text(outcome.done);
	return outcome.kind === 'skipped' ? `${name}: left out, ${outcome.why}.` : `${name}: failed.`;
}

/** `outlay.sync/1` of the transcripts alone. */
export const localSyncDocument = (local: LocalSync): object => ({ schema: 'outlay.sync/1', local });

/** `outlay.sync/1`: what each source came to; null with the reason under `skipped` or `failed`. */
export function wholeSyncDocument({ local, github, anthropic }: WholeSync): object {
	const sources = Object.entries({ local, github, anthropic });
	const reasons = (kind: SyncOutcome<unknown>['kind']): object =>
		Object.fromEntries(
			sources.flatMap(([name, outcome]) => {
				if (outcome.kind !== kind || outcome.kind === 'done') return [];
				return [[name, outcome.kind === 'skipped' ? outcome.why : outcome.error.message]];
			}),
		);
	return {
		schema: 'outlay.sync/1',
		local: local.kind === 'done' ? local.done : null,
		github: null,
		...(github.kind === 'done' ? githubSyncDocument(github.done) : {}),
		anthropic: anthropic.kind === 'done' ? anthropic.done : null,
		skipped: reasons('skipped'),
		failed: reasons('failed'),
	};
}
