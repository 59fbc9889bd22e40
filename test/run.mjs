// Runs every check in order and ends with one line that counts the tests. Stops at the first stage that fails, because
// what comes after stands on it; lint alone, on which nothing stands, runs beside the others and is told when it is done.
// `node test/run.mjs unit integration` runs only those stages.
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Stage name → npm script. The later ones need the build. */
const stages = ['typecheck', 'build', 'unit', 'integration', 'lint', 'host', 'e2e'];

/** Runs one npm script, hands over its output, and counts what mocha says of it. */
function run(script, show) {
	return new Promise((resolve) => {
		const child = spawn('npm', ['run', '--silent', script], {
			cwd: root,
			shell: process.platform === 'win32',
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		let output = '';
		child.stdout.on('data', (chunk) => {
			output += chunk;
			show(chunk);
		});
		child.on('close', (code) => {
			const count = (word) =>
				[...output.matchAll(new RegExp(`^\\s*(\\d+) ${word}`, 'gm'))].reduce(
					(sum, match) => sum + Number(match[1]),
					0,
				);
			resolve({ code, output, passed: count('passing'), failed: count('failing') });
		});
	});
}

const wanted = process.argv.slice(2);
const isWanted = (name) => wanted.length === 0 || wanted.includes(name);
const show = (text) => process.stdout.write(text);
const linting = isWanted('lint') ? run('lint', () => undefined) : null;
const total = { passed: 0, failed: 0 };
let exitCode = 0;
for (const stage of stages.filter(isWanted)) {
	const started = performance.now();
	show(`\n── ${stage}\n`);
	const { code, output, passed, failed } = await (stage === 'lint' ? linting : run(stage, show));
	if (stage === 'lint') show(output);
	total.passed += passed;
	total.failed += failed;
	show(
		`── ${stage}: ${code === 0 ? 'ok' : 'failed'}, ${((performance.now() - started) / 1000).toFixed(0)} s\n`,
	);
	if (code !== 0) {
		exitCode = 1;
		if (failed === 0) total.failed += 1;
		break;
	}
}
show(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = exitCode;
