import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** 10,000 commits, every second one a squashed pull request, written by 500 sessions of 20 commits each. */
export const commitCount = 10_000;
const commitsPerSession = 20;
const minute = 60_000;
const start = Date.UTC(2026, 0, 1);

const atMs = (commit: number): number => start + commit * minute;
const linesOf = (commit: number): string[] =>
	Array.from({ length: 40 }, (_, line) => `export const value${commit}of${line} = compute(${line});`);
const pathOf = (commit: number): string => `src/area${commit % 50}/file${commit % 400}.ts`;

/** Makes the repository with `git fast-import`. */
export function makeHistory(folder: string, env: Readonly<Record<string, string>>): void {
	mkdirSync(folder, { recursive: true });
	const git = (args: readonly string[], input = ''): void =>
		void execFileSync('git', ['-C', folder, ...args], { env, input, maxBuffer: 1 << 28 });
	git(['init', '-q', '-b', 'main']);
	git(['remote', 'add', 'origin', 'git@github.com:acme/app.git']);
	const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
	const parts: string[] = [];
	for (let commit = 1; commit <= commitCount; commit++) {
		const person = `D <d@example.com> ${atMs(commit) / 1000} +0000`;
		const mark =
			commit % 4 === 0 ? 'Co-Authored-By: Claude <noreply@anthropic.com>' : 'Signed-off-by: D <d@x.y>';
		const number = commit % 2 === 0 ? ` (#${commit / 2})` : '';
		const message = `Change ${commit}${number}\n\n${'Some words of explanation. '.repeat(20)}\n\n${mark}\n`;
		parts.push(
			`commit refs/heads/main\nauthor ${person}\ncommitter ${person}\n${data(message)}`,
			`M 100644 inline ${pathOf(commit)}\n${data(`${linesOf(commit).join('\n')}\n`)}`,
		);
	}
	git(['fast-import', '--quiet'], parts.join(''));
	git(['reset', '-q', '--hard', 'main']);
}

/** Writes the transcripts of the sessions that worked in the repository: one call and one edit for each commit. */
export function writeSessions(claudeDir: string, repository: string): void {
	const folder = join(claudeDir, 'projects', repository.replaceAll(/[^a-zA-Z0-9]/g, '-'));
	mkdirSync(folder, { recursive: true });
	for (let session = 0; session < commitCount / commitsPerSession; session++) {
		const sessionId = `${String(session).padStart(8, '0')}-0000-4000-8000-000000000001`;
		const lines: string[] = [];
		for (let step = 1; step <= commitsPerSession; step++) {
			const commit = session * commitsPerSession + step;
			const common = (uuid: string, ms: number): object => ({
				...{ uuid, sessionId, timestamp: new Date(ms).toISOString(), cwd: repository },
				...{ gitBranch: `feat/${commit >> 1}`, version: '2.1.300' },
			});
			const usage = { input_tokens: 10, output_tokens: 1000 };
			const message = {
				id: `msg_${commit}`,
				role: 'assistant',
				model: 'claude-sonnet-5',
				content: [],
				usage,
			};
			const patch = [{ lines: linesOf(commit).map((line) => `+${line}`) }];
			const result = { filePath: join(repository, pathOf(commit)), structuredPatch: patch };
			lines.push(
				JSON.stringify({ type: 'assistant', ...common(`a${commit}`, atMs(commit) - 50_000), message }),
				JSON.stringify({
					...{ type: 'user', ...common(`u${commit}`, atMs(commit) - 40_000) },
					...{ message: { role: 'user', content: [] }, toolUseResult: result },
				}),
			);
		}
		writeFileSync(join(folder, `${sessionId}.jsonl`), `${lines.join('\n')}\n`);
	}
}
