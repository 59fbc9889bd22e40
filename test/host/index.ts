import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** Runs the suite inside the extension host; VS Code waits for the promise and fails on a rejection. */
export async function run(): Promise<void> {
	const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: false, reporter: 'spec' });
	mocha.suite.emit('pre-require', globalThis, 'outlay', mocha);
	await import('./activation.test.js');
	await import('./settings.test.js');
	await import('./trees.test.js');
	await import('./engine.test.js');
	await import('./deactivation.test.js');
	const lines: string[] = [];
	await new Promise<void>((resolve, reject) => {
		const runner = mocha.run((failures) => {
			const resultFile = process.env['OUTLAY_TEST_RESULT'];
			if (resultFile !== undefined) writeFileSync(resultFile, lines.join('\n'));
			if (failures === 0) resolve();
			else reject(new Error(`${failures} of the tests in VS Code failed.`));
		});
		runner.on('pass', (test) => lines.push(`ok ${test.fullTitle()}`));
		runner.on('fail', (test, error: Error) => lines.push(`not ok ${test.fullTitle()}: ${error.message}`));
	});
}
