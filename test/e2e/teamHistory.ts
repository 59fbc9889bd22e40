import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ClaudeHome } from '../harness/claudeHome.js';
import type { TestWorkspace } from '../harness/workspace.js';
import { pullRequestOf, type WorldAccount, type WorldPullRequest } from '../integration/github/world.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** One change of a made-up quarter. */
interface Change {
	readonly title: string;
	readonly author: 'ada' | 'bo' | 'chi';
	/** Days ago that it was merged; 0: still open. */
	readonly days: number;
	readonly reviewHours: number;
	/** Output tokens of Ada's session for it; 0: no AI evidence. */
	readonly tokens: number;
}

const changes: readonly Change[] = [
	{ title: 'Read rates from the contract', author: 'ada', days: 58, reviewHours: 3, tokens: 420_000 },
	{ title: 'Name the month in the heading', author: 'bo', days: 55, reviewHours: 7, tokens: 0 },
	{ title: 'Round once, at the end', author: 'ada', days: 49, reviewHours: 2, tokens: 310_000 },
	{ title: 'Sort invoices by due date', author: 'chi', days: 46, reviewHours: 9, tokens: 0 },
	{ title: 'Retry on 502', author: 'ada', days: 41, reviewHours: 4, tokens: 890_000 },
	{ title: 'Draw the bridge', author: 'bo', days: 37, reviewHours: 5, tokens: 0 },
	{ title: 'Keep cents in exports', author: 'ada', days: 33, reviewHours: 1, tokens: 240_000 },
	{ title: 'Split long files', author: 'chi', days: 27, reviewHours: 12, tokens: 0 },
	{ title: 'Rename the ledger', author: 'ada', days: 19, reviewHours: 2, tokens: 1_100_000 },
	{ title: 'Check rates at night', author: 'ada', days: 12, reviewHours: 6, tokens: 560_000 },
	{ title: 'Drop the old parser', author: 'bo', days: 9, reviewHours: 4, tokens: 0 },
	{ title: 'Say what is missing', author: 'ada', days: 5, reviewHours: 2, tokens: 380_000 },
	{ title: 'Export to FOCUS', author: 'ada', days: 0, reviewHours: 0, tokens: 450_000 },
];

const account = (login: string): WorldAccount => ({ login, type: 'User' });
const slug = (title: string): string => title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

/**
 * Makes a quarter of a small team: each change on a branch of its own, Ada's with the Claude Code session that wrote
 * it, merged unless it is the last. Gives the pull requests as the forge knows them.
 */
export async function makeTeamHistory(
	workspace: TestWorkspace,
	claude: ClaudeHome,
): Promise<WorldPullRequest[]> {
	const { git, gitWith, folder } = workspace;
	await git('switch', '-q', 'main');
	const made: WorldPullRequest[] = [];
	for (const [index, change] of changes.entries()) {
		const number = 406 + index;
		const endMs = change.days === 0 ? Date.now() : Date.now() - change.days * dayMs;
		const branch = change.days === 0 ? 'feat/focus' : slug(change.title);
		await git('switch', '-q', '-c', branch, 'main');
		const path = `src/${slug(change.title)}.ts`;
		const lines = Array.from(
			{ length: 6 },
			(_, line) => `export const ${change.author}${number}Line${line} = '${slug(change.title)}';`,
		);
		const at = new Date(endMs - (change.reviewHours + 3) * hourMs);
		if (change.tokens > 0) {
			claude.newSession();
			await claude.writes(path, lines, branch, at);
			await claude.say({ at, branch, outputTokens: change.tokens, cacheReadTokens: 4_000_000 });
			if (index % 4 === 0)
				await claude.say({
					at: new Date(at.getTime() - 60_000),
					branch,
					model: 'claude-opus-5-5',
					outputTokens: 200_000,
					cacheReadTokens: 1_000_000,
				});
		} else {
			await mkdir(dirname(join(folder, path)), { recursive: true });
			await writeFile(join(folder, path), `${lines.join('\n')}\n`);
		}
		const person = `${change.author[0]?.toUpperCase() ?? ''}${change.author.slice(1)} Example`;
		const email = `${change.author}@example.com`;
		const trailer = change.tokens > 0 ? '\n\nCo-Authored-By: Claude <noreply@anthropic.com>' : '';
		const message = `${change.title}${trailer}`;
		const dated = { GIT_AUTHOR_DATE: at.toISOString(), GIT_COMMITTER_DATE: at.toISOString() };
		await git('add', path);
		await gitWith(
			{ ...dated, GIT_AUTHOR_NAME: person, GIT_AUTHOR_EMAIL: email },
			'commit',
			'-q',
			'-m',
			message,
		);
		const oid = (await git('rev-parse', 'HEAD')).trim();
		let mergeSha: string | undefined;
		if (change.days > 0) {
			await git('switch', '-q', 'main');
			const merged = {
				GIT_AUTHOR_DATE: new Date(endMs).toISOString(),
				GIT_COMMITTER_DATE: new Date(endMs).toISOString(),
			};
			await gitWith(
				merged,
				'merge',
				'-q',
				'--no-ff',
				branch,
				'-m',
				`Merge pull request #${number} from acme/${branch}`,
			);
			mergeSha = (await git('rev-parse', 'HEAD')).trim();
			await git('branch', '-q', '-D', branch);
		}
		const createdMs = change.days === 0 ? endMs - 6 * hourMs : endMs - (change.reviewHours + 2) * hourMs;
		made.push({
			...pullRequestOf(number),
			title: change.title,
			body: '',
			author: account(change.author),
			createdMs,
			updatedMs: endMs,
			mergedMs: change.days > 0 ? endMs : null,
			closedMs: change.days > 0 ? endMs : null,
			headRef: branch,
			labels: [],
			issues: [],
			events: [],
			commits: [{ oid, message, email, login: change.author, atMs: at.getTime() }],
			reviews:
				change.days === 0
					? []
					: [
							{
								author: account(change.author === 'ada' ? 'bo' : 'ada'),
								state: 'APPROVED',
								atMs: createdMs + change.reviewHours * hourMs,
							},
						],
			...(mergeSha === undefined ? {} : { mergeSha }),
		});
	}
	return made;
}
