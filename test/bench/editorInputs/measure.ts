import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const idleMs = 20_000;

/** Runs inside the extension host: waits until the history has been read, then sits still. */
export async function run(): Promise<void> {
	const delay = monitorEventLoopDelay({ resolution: 1 });
	delay.enable();
	const extension = vscode.extensions.getExtension<{ activationMs: number; settled(): Promise<void> }>(
		'outlay.outlay',
	);
	if (extension === undefined) throw new Error('The extension is not installed.');
	const started = performance.now();
	const weight = await extension.activate();
	await weight.settled();
	const readMs = performance.now() - started;
	delay.disable();
	await wait(3000);
	const before = process.cpuUsage();
	await wait(idleMs);
	const { user, system } = process.cpuUsage(before);
	const measured = {
		'own activation work, ms (under 50):': weight.activationMs,
		'history read after, ms:': readMs,
		'longest task of the extension host meanwhile, ms (under 50):': delay.max / 1e6,
		'CPU while idle, % of one core:': (user + system) / 10 / idleMs,
	};
	const file = process.env['OUTLAY_TEST_RESULT'];
	if (file !== undefined) writeFileSync(file, JSON.stringify(measured));
}
