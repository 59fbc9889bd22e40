import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes transcripts of one megabyte each: 40 % of the lines are answers, the rest tool output. */
export async function writeHistory(home: string, megabytes: number): Promise<void> {
	const folder = join(home, '.claude/projects/-work-app');
	await mkdir(folder, { recursive: true });
	const filler = 'x'.repeat(2000);
	for (let file = 0; file < megabytes; file++) {
		const lines: string[] = [];
		for (let line = 0; line < 450; line++) {
			const base = {
				uuid: `u-${file}-${line}`,
				sessionId: `s-${file}`,
				timestamp: new Date(Date.now() - (megabytes - file) * 3_600_000).toISOString(),
				cwd: '/home/dev/app',
				version: '2.1.280',
			};
			const usage = { input_tokens: 10, output_tokens: 500, cache_read_input_tokens: 20_000 };
			const message = {
				id: `m-${file}-${line}`,
				model: 'claude-sonnet-5-5',
				stop_reason: 'end_turn',
				usage,
				content: filler,
			};
			const isAnswer = line % 5 < 2;
			lines.push(
				JSON.stringify(
					isAnswer ? { ...base, type: 'assistant', message } : { ...base, type: 'user', content: filler },
				),
			);
		}
		await writeFile(join(folder, `s-${file}.jsonl`), `${lines.join('\n')}\n`);
	}
}
