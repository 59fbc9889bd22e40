import type { OutlayNote } from '../core/evidence/outlayNote.js';
import { compareStrength, type Strength } from '../core/evidence/evidence.js';
import type { Link } from '../core/links/link.js';
import { OutlayError } from '../core/errors.js';
import { isBelowSomeRoot, comparablePath } from '../core/links/paths.js';
import { outlayNoteText } from '../sources/git/outlayNote.js';
import { exchangeNotes, keepNotesOnRewrite, writeNote } from '../sources/git/writeNotes.js';
import { readCommits } from '../sources/git/commits.js';
import { sessionKey } from '../sources/git/sessionKey.js';
import type { OutlayContext } from './context.js';
import { linkSessions, type GatheredLinks } from './links.js';
import { gatherPullRequests } from './pullRequests.js';
import { repositoriesOf, type Repository } from './repositories.js';

/** What to record. */
export interface TagOptions {
	/** Revisions and ranges; none means HEAD. */
	readonly revs: readonly string[];
	/** Show what would be written, write nothing. */
	readonly isDryRun: boolean;
	/** Remote to fetch notes from before, to push them to after; null for neither. */
	readonly fetchFrom: string | null;
	readonly pushTo: string | null;
}

/** One commit's note, written or not. */
export interface TaggedCommit {
	readonly repo: string;
	readonly sha: string;
	/** Null: no session is linked to it, nothing is recorded. */
	readonly note: OutlayNote | null;
	readonly isWritten: boolean;
}

/**
 * Records on commits which sessions worked on them, with models, tokens and cost, as a note in `refs/notes/outlay`. Only
 * when asked; commits and their messages stay as they are, no other ref is touched. Notes follow amended and rebased
 * commits (`notes.rewriteRef`), and travel only when pushed or fetched on request.
 */
export async function tagCommits(context: OutlayContext, options: TagOptions): Promise<TaggedCommit[]> {
	const repositories = await repositoriesOf(context);
	if (repositories.length === 0) {
		throw new OutlayError('usage', 'There is no repository to tag.', {
			hint: 'Run it inside one, or name it with --repo.',
		});
	}
	const period = { sinceMs: 0, untilMs: Number.MAX_SAFE_INTEGER, timezone: 'UTC' };
	const { pullRequests } = await gatherPullRequests(context, { prs: 'git', period });
	const links = await linkSessions(context, { pullRequests });
	const tagged: TaggedCommit[] = [];
	for (const repository of repositories) {
		if (options.fetchFrom !== null) await exchangeNotes(repository.git, 'fetch', options.fetchFrom);
		tagged.push(...(await tagIn(repository, links, options)));
		if (options.pushTo !== null && !options.isDryRun) {
			await exchangeNotes(repository.git, 'push', options.pushTo);
		}
	}
	return tagged;
}

async function tagIn(
	repository: Repository,
	links: GatheredLinks,
	options: TagOptions,
): Promise<TaggedCommit[]> {
	const tagged: TaggedCommit[] = [];
	const revisions = options.revs.length === 0 ? ['HEAD'] : options.revs;
	for (const sha of await commitsNamed(repository, revisions)) {
		const note = noteOf(repository, links, sha);
		const isWritten = note !== null && !options.isDryRun;
		if (isWritten) {
			if (tagged.every((one) => !one.isWritten)) await keepNotesOnRewrite(repository.git);
			await writeNote(repository.git, sha, outlayNoteText(note));
		}
		tagged.push({ repo: repository.name, sha, note, isWritten });
	}
	return tagged;
}

/** A range names all its commits, a single revision itself. */
async function commitsNamed({ git }: Repository, revisions: readonly string[]): Promise<string[]> {
	const found = new Set<string>();
	for (const revision of revisions) {
		const isRange = revision.includes('..') || revision.startsWith('^') || /\^[@!-]/.test(revision);
		for await (const { sha } of readCommits(git, { revisions: [revision] })) {
			found.add(sha);
			if (!isRange) break;
		}
	}
	return [...found];
}

/** The note of one commit: its linked sessions with what they used for it; null without any. */
export function noteOf(
	repository: Pick<Repository, 'name'>,
	links: GatheredLinks,
	sha: string,
): OutlayNote | null {
	const own = links.sessions
		.flatMap((session) => session.links)
		.filter(({ repo, commit, strength }) => repo === repository.name && commit === sha && strength !== 'low');
	if (own.length === 0) return null;
	const micros = new Map<string, number>();
	const tokens = { input: 0, output: 0, cacheWrite: 0, cacheRead: 0 };
	for (const { work } of own) {
		if (work === undefined) continue;
		for (const [model, cost] of work.microsByModel) micros.set(model, (micros.get(model) ?? 0) + cost);
		tokens.input += work.inputTokens;
		tokens.output += work.outputTokens;
		tokens.cacheWrite += work.cacheWriteTokens;
		tokens.cacheRead += work.cacheReadTokens;
	}
	return {
		sessions: [...new Set(own.map(({ sessionId }) => sessionKey(sessionId)))],
		tool: 'claude-code',
		models: [...micros].sort(([, one], [, two]) => two - one).map(([model]) => model),
		tokens,
		costMicros: own.reduce((sum, { shareMicros }) => sum + shareMicros, 0),
		files: filesOf(repository.name, links, sha, own),
		aiLines: links.evidence.find((one) => one.sha === sha && one.repo === repository.name)?.aiLines ?? null,
		strength: own.reduce<Strength>(
			(best, { strength }) => (compareStrength(strength, best) > 0 ? strength : best),
			'low',
		),
	};
}

/** Files of the commit that its sessions edited. */
function filesOf(repo: string, links: GatheredLinks, sha: string, own: readonly Link[]): string[] {
	const sessions = new Set(own.map(({ sessionId }) => sessionId));
	const edited = [
		...new Set(
			links.events.flatMap((event) =>
				event.kind === 'edit' && sessions.has(event.sessionId) ? [comparablePath(event.path)] : [],
			),
		),
	];
	const files = links.facts.get(repo)?.addedLines.get(sha)?.files ?? [];
	return files.map(({ path }) => path).filter((path) => edited.some((one) => isBelowSomeRoot(one, path)));
}
